import type { Texts } from '../../text/language.ts';

type LiveText = {
  title: string;
  lead: string;
  now: string;
  quiet: string;
  today: string;
  lastWeek: (value: string) => string;
  answered: string;
  visitors: string;
  visitorsLead: string;
  free: string;
  freeOf: (all: string) => string;
  latest: string;
  allCalls: string;
  pools: string;
  noCalls: string;
  noCallsLead: string;
  addSite: string;
  since: (time: string) => string;
  demoTitle: (name: string) => string;
  demoLead: string;
  demoFilling: string;
  demoPage: string;
  removeDemo: string;
  removeDemoLead: string;
};

export const liveText: Texts<LiveText> = {
  en: {
    title: 'Live',
    lead: 'Calls as they ring, and how far the numbers last.',
    now: 'On the line',
    quiet: 'No call at the moment. The next one appears here while it rings.',
    today: 'Calls today',
    lastWeek: (value) => `${value} a week ago by this time`,
    answered: 'Answered today',
    visitors: 'Visitors on pages',
    visitorsLead: 'seen in the last two minutes',
    free: 'Free numbers',
    freeOf: (all) => `of ${all}`,
    latest: 'Latest calls',
    allCalls: 'All calls',
    pools: 'Pools',
    noCalls: 'No call yet',
    noCallsLead:
      'Add your web site, and call the number that it shows. The call appears here while it rings.',
    addSite: 'Add a site',
    since: (time) => `for ${time}`,
    demoTitle: (name) => `${name} is made up.`,
    demoLead:
      'Ringtrail has made its calls of the last weeks. Open its page and press “Call this number”: the call rings here.',
    demoFilling: 'Ringtrail is making its calls of the last weeks. This takes about half a minute.',
    demoPage: 'Open the demo page',
    removeDemo: 'Remove the demo',
    removeDemoLead:
      'This removes the made-up business with all its calls, visits, numbers, sites and consumers. It does not come back.',
  },
  de: {
    title: 'Live',
    lead: 'Anrufe, während sie klingeln, und wie weit die Nummern reichen.',
    now: 'In der Leitung',
    quiet: 'Gerade kein Anruf. Der nächste erscheint hier, während er klingelt.',
    today: 'Anrufe heute',
    lastWeek: (value) => `${value} vor einer Woche zur selben Zeit`,
    answered: 'Heute angenommen',
    visitors: 'Besucher auf Seiten',
    visitorsLead: 'in den letzten zwei Minuten',
    free: 'Freie Nummern',
    freeOf: (all) => `von ${all}`,
    latest: 'Letzte Anrufe',
    allCalls: 'Alle Anrufe',
    pools: 'Pools',
    noCalls: 'Noch kein Anruf',
    noCallsLead:
      'Fügen Sie Ihre Website hinzu, und rufen Sie die Nummer an, die sie zeigt. Der Anruf erscheint hier, während er klingelt.',
    addSite: 'Website hinzufügen',
    since: (time) => `seit ${time}`,
    demoTitle: (name) => `${name} ist erfunden.`,
    demoLead:
      'Ringtrail hat die Anrufe der letzten Wochen selbst erzeugt. Öffnen Sie die Seite, und drücken Sie „Call this number“: Der Anruf klingelt hier.',
    demoFilling: 'Ringtrail erzeugt gerade die Anrufe der letzten Wochen. Das dauert etwa eine halbe Minute.',
    demoPage: 'Demo-Seite öffnen',
    removeDemo: 'Demo entfernen',
    removeDemoLead:
      'Dies entfernt das erfundene Unternehmen mit allen Anrufen, Besuchen, Nummern, Websites und Empfängern. Es kommt nicht wieder.',
  },
  es: {
    title: 'En vivo',
    lead: 'Llamadas mientras suenan, y hasta dónde alcanzan los números.',
    now: 'En línea',
    quiet: 'Ninguna llamada en este momento. La próxima aparece aquí mientras suena.',
    today: 'Llamadas hoy',
    lastWeek: (value) => `${value} hace una semana a esta hora`,
    answered: 'Atendidas hoy',
    visitors: 'Visitantes en páginas',
    visitorsLead: 'vistos en los últimos dos minutos',
    free: 'Números libres',
    freeOf: (all) => `de ${all}`,
    latest: 'Últimas llamadas',
    allCalls: 'Todas las llamadas',
    pools: 'Grupos',
    noCalls: 'Todavía no hay llamadas',
    noCallsLead: 'Añada su sitio web y llame al número que muestra. La llamada aparece aquí mientras suena.',
    addSite: 'Añadir un sitio',
    since: (time) => `desde hace ${time}`,
    demoTitle: (name) => `${name} es ficticio.`,
    demoLead:
      'Ringtrail ha generado sus llamadas de las últimas semanas. Abra su página y pulse «Call this number»: la llamada suena aquí.',
    demoFilling: 'Ringtrail está generando las llamadas de las últimas semanas. Tarda medio minuto.',
    demoPage: 'Abrir la página de demostración',
    removeDemo: 'Eliminar la demostración',
    removeDemoLead:
      'Esto elimina el negocio ficticio con todas sus llamadas, visitas, números, sitios y receptores. No vuelve.',
  },
};
