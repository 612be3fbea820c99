import type { Texts } from '../../text/language.ts';

const en = {
  title: 'From visit to good lead',
  steps: {
    sessions: 'Sessions',
    shown: 'Saw a number',
    tapped: 'Tapped the number',
    calls: 'Calls',
    answered: 'Answered',
    qualified: 'Good leads',
  },
  ofPrevious: (share: string, step: string) => `${share} of: ${step}`,
  before: (count: string) => `${count} before`,
  showCalls: (step: string, count: string) => `${step}: show the ${count} calls`,
  note: 'Calls are those of this period. A session may call days later, and callers may type the number.',
};

export type FunnelText = typeof en;

const de: FunnelText = {
  title: 'Vom Besuch zum guten Kontakt',
  steps: {
    sessions: 'Sitzungen',
    shown: 'Sahen eine Nummer',
    tapped: 'Tippten die Nummer an',
    calls: 'Anrufe',
    answered: 'Angenommen',
    qualified: 'Gute Kontakte',
  },
  ofPrevious: (share, step) => `${share} von: ${step}`,
  before: (count) => `vorher ${count}`,
  showCalls: (step, count) => `${step}: die ${count} Anrufe zeigen`,
  note: 'Gezählt sind die Anrufe dieses Zeitraums. Wer die Seite besucht, ruft vielleicht erst Tage später an oder tippt die Nummer ab.',
};

const es: FunnelText = {
  title: 'De la visita al buen contacto',
  steps: {
    sessions: 'Sesiones',
    shown: 'Vieron un número',
    tapped: 'Pulsaron el número',
    calls: 'Llamadas',
    answered: 'Atendidas',
    qualified: 'Buenos contactos',
  },
  ofPrevious: (share, step) => `${share} de: ${step}`,
  before: (count) => `antes ${count}`,
  showCalls: (step, count) => `${step}: mostrar las ${count} llamadas`,
  note: 'Se cuentan las llamadas de este periodo. Una sesión puede llamar días después, y también se puede marcar el número a mano.',
};

export const funnelText: Texts<FunnelText> = { en, de, es };
