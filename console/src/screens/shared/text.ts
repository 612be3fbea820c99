import type { Texts } from '../../text/language.ts';

type SharedText = {
  title: string;
  shows: Record<'calls' | 'report', (provider: string) => string>;
  until: (at: string) => string;
  gone: string;
  goneLead: string;
  none: string;
  noneLead: string;
  time: string;
  caller: string;
  outcome: string;
  talk: string;
  source: string;
  page: string;
  confidence: string;
  calls: string;
  answered: string;
  missed: string;
  total: string;
  incomplete: string;
};

export const sharedText: Texts<SharedText> = {
  en: {
    title: 'Shared with you',
    shows: { calls: (provider) => `Calls of ${provider}`, report: (provider) => `Report of ${provider}` },
    until: (at) => `This link works until ${at}.`,
    gone: 'This link shows nothing any more',
    goneLead: 'It has ended, or it was revoked. Ask the person who sent it for another one.',
    none: 'No call yet',
    noneLead: 'Calls appear here as soon as there are some. Open the link again later.',
    time: 'Time',
    caller: 'Caller',
    outcome: 'Outcome',
    talk: 'Talk time',
    source: 'Source',
    page: 'Landing page',
    confidence: 'Confidence',
    calls: 'Calls',
    answered: 'Answered',
    missed: 'Missed',
    total: 'All',
    incomplete: 'The report has more rows than are shown.',
  },
  de: {
    title: 'Für Sie freigegeben',
    shows: { calls: (provider) => `Anrufe von ${provider}`, report: (provider) => `Bericht von ${provider}` },
    until: (at) => `Dieser Link gilt bis ${at}.`,
    gone: 'Dieser Link zeigt nichts mehr',
    goneLead: 'Er ist abgelaufen oder wurde widerrufen. Bitten Sie den Absender um einen neuen.',
    none: 'Noch kein Anruf',
    noneLead: 'Anrufe erscheinen hier, sobald es welche gibt. Öffnen Sie den Link später noch einmal.',
    time: 'Zeit',
    caller: 'Anrufer',
    outcome: 'Ausgang',
    talk: 'Gesprächszeit',
    source: 'Quelle',
    page: 'Einstiegsseite',
    confidence: 'Sicherheit',
    calls: 'Anrufe',
    answered: 'Angenommen',
    missed: 'Verpasst',
    total: 'Alle',
    incomplete: 'Der Bericht hat mehr Zeilen, als hier stehen.',
  },
  es: {
    title: 'Compartido con usted',
    shows: { calls: (provider) => `Llamadas de ${provider}`, report: (provider) => `Informe de ${provider}` },
    until: (at) => `Este enlace sirve hasta ${at}.`,
    gone: 'Este enlace ya no muestra nada',
    goneLead: 'Ha terminado o fue revocado. Pida otro a quien se lo envió.',
    none: 'Todavía no hay llamadas',
    noneLead: 'Las llamadas aparecerán aquí en cuanto las haya. Abra el enlace más tarde.',
    time: 'Hora',
    caller: 'Llamante',
    outcome: 'Resultado',
    talk: 'Conversación',
    source: 'Fuente',
    page: 'Página de entrada',
    confidence: 'Confianza',
    calls: 'Llamadas',
    answered: 'Atendidas',
    missed: 'Perdidas',
    total: 'Todas',
    incomplete: 'El informe tiene más filas de las que se muestran.',
  },
};
