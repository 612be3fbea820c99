import type { Texts } from '../../text/language.ts';

const en = {
  title: 'How many numbers?',
  lead: 'By the visitors of the last week, the time for which they hold a number, and when people call.',
  sessions: 'Visitors an hour',
  measured: (count: string) => `Measured: ${count}`,
  target: 'Exact calls that you want, in percent',
  price: 'Price of a number each month',
  exact: 'Calls that name the right visitor',
  rightBucket: 'Calls that name the right source',
  present: 'Now',
  now: (numbers: string, exact: string, right: string) =>
    `With ${numbers} numbers, ${exact} of calls name the right visitor, and ${right} the right source.`,
  sharing: (share: string) => `${share} of visitors share a number with others of their source.`,
  gain: (calls: string) => `One more number brings ${calls} more exact calls a month.`,
  reached: (share: string, numbers: string) => `For ${share} exact calls you need ${numbers} numbers.`,
  reachedAt: (share: string, numbers: string, cost: string) =>
    `For ${share} exact calls you need ${numbers} numbers, which cost ${cost} a month.`,
  unreached: (share: string) => `${share} exact calls need more than 10,000 numbers.`,
  noVisitors: 'No visitor came in the last week. Type how many you expect.',
  published: 'Too few calls came so far: published times of calls stand for those of your callers.',
};

export const planText: Texts<typeof en> = {
  en,
  de: {
    title: 'Wie viele Nummern?',
    lead: 'Nach den Besuchern der letzten Woche, der Zeit, für die sie eine Nummer haben, und den Zeiten der Anrufe.',
    sessions: 'Besucher je Stunde',
    measured: (count) => `Gemessen: ${count}`,
    target: 'Gewünschte genaue Anrufe in Prozent',
    price: 'Preis einer Nummer im Monat',
    exact: 'Anrufe mit dem richtigen Besucher',
    rightBucket: 'Anrufe mit der richtigen Quelle',
    present: 'Jetzt',
    now: (numbers, exact, right) =>
      `Mit ${numbers} Nummern nennen ${exact} der Anrufe den richtigen Besucher und ${right} die richtige Quelle.`,
    sharing: (share) => `${share} der Besucher teilen eine Nummer mit anderen ihrer Quelle.`,
    gain: (calls) => `Eine weitere Nummer bringt ${calls} genaue Anrufe mehr im Monat.`,
    reached: (share, numbers) => `Für ${share} genaue Anrufe brauchen Sie ${numbers} Nummern.`,
    reachedAt: (share, numbers, cost) =>
      `Für ${share} genaue Anrufe brauchen Sie ${numbers} Nummern. Sie kosten ${cost} im Monat.`,
    unreached: (share) => `${share} genaue Anrufe brauchen mehr als 10.000 Nummern.`,
    noVisitors: 'In der letzten Woche kam kein Besucher. Geben Sie ein, wie viele Sie erwarten.',
    published:
      'Bisher kamen zu wenige Anrufe: Veröffentlichte Zeiten von Anrufen stehen für die Ihrer Anrufer.',
  },
  es: {
    title: '¿Cuántos números?',
    lead: 'Según los visitantes de la última semana, el tiempo que tienen un número y cuándo llama la gente.',
    sessions: 'Visitantes por hora',
    measured: (count) => `Medido: ${count}`,
    target: 'Llamadas exactas que desea, en porcentaje',
    price: 'Precio mensual de un número',
    exact: 'Llamadas con el visitante correcto',
    rightBucket: 'Llamadas con la fuente correcta',
    present: 'Ahora',
    now: (numbers, exact, right) =>
      `Con ${numbers} números, ${exact} de las llamadas nombran al visitante correcto y ${right} la fuente correcta.`,
    sharing: (share) => `${share} de los visitantes comparten un número con otros de su fuente.`,
    gain: (calls) => `Un número más aporta ${calls} llamadas exactas más al mes.`,
    reached: (share, numbers) => `Para ${share} de llamadas exactas necesita ${numbers} números.`,
    reachedAt: (share, numbers, cost) =>
      `Para ${share} de llamadas exactas necesita ${numbers} números, que cuestan ${cost} al mes.`,
    unreached: (share) => `${share} de llamadas exactas necesitan más de 10.000 números.`,
    noVisitors: 'En la última semana no hubo visitantes. Escriba cuántos espera.',
    published: 'Aún hay pocas llamadas: los tiempos publicados sustituyen a los de quienes le llaman.',
  },
};
