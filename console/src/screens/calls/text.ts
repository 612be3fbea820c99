import type { Texts } from '../../text/language.ts';

type CallsText = {
  title: string;
  lead: string;
  views: Record<'all' | 'answered' | 'missed' | 'voicemail', string>;
  viewsLabel: string;
  search: string;
  searchHint: string;
  searchDigits: string;
  site: string;
  allSites: string;
  period: string;
  periods: Record<'today' | 'week' | 'month' | 'all', string>;
  export: string;
  exportHint: string;
  time: string;
  caller: string;
  outcome: string;
  source: string;
  page: string;
  answeredAt: string;
  confidence: string;
  open: (caller: string) => string;
  noneYet: string;
  noneYetLead: string;
  nothingFound: string;
  nothingFoundLead: string;
  clear: string;
  talk: (time: string) => string;
  rang: (time: string) => string;
  zone: (zone: string) => string;
};

export const callsText: Texts<CallsText> = {
  en: {
    title: 'Calls',
    lead: 'Every call to your numbers, with the visit that it came from.',
    views: { all: 'All', answered: 'Answered', missed: 'Missed', voicemail: 'Voicemail' },
    viewsLabel: 'Saved views',
    search: 'Search by caller',
    searchHint: 'A caller’s number',
    searchDigits: 'The last four digits',
    site: 'Site',
    allSites: 'All sites',
    period: 'Period',
    periods: { today: 'Today', week: 'Last 7 days', month: 'Last 30 days', all: 'Any time' },
    export: 'CSV',
    exportHint: 'Download these calls for a spreadsheet',
    time: 'Time',
    caller: 'Caller',
    outcome: 'Outcome',
    source: 'Came from',
    page: 'Landing page',
    answeredAt: 'Endpoint',
    confidence: 'Confidence',
    open: (caller) => `Open the call of ${caller}`,
    noneYet: 'No call yet',
    noneYetLead:
      'Call one of your numbers, or press “Call this number” on the demo page. The call appears here at once.',
    nothingFound: 'No call fits these filters',
    nothingFoundLead: 'Take a longer period, or remove a filter.',
    clear: 'Remove all filters',
    talk: (time) => `${time} talk`,
    rang: (time) => `rang ${time}`,
    zone: (zone) => `Times are in ${zone}.`,
  },
  de: {
    title: 'Anrufe',
    lead: 'Jeder Anruf bei Ihren Nummern, mit dem Besuch, von dem er kam.',
    views: { all: 'Alle', answered: 'Angenommen', missed: 'Verpasst', voicemail: 'Sprachnachricht' },
    viewsLabel: 'Gespeicherte Ansichten',
    search: 'Nach Anrufer suchen',
    searchHint: 'Nummer eines Anrufers',
    searchDigits: 'Die letzten vier Ziffern',
    site: 'Website',
    allSites: 'Alle Websites',
    period: 'Zeitraum',
    periods: { today: 'Heute', week: 'Letzte 7 Tage', month: 'Letzte 30 Tage', all: 'Jederzeit' },
    export: 'CSV',
    exportHint: 'Diese Anrufe für eine Tabelle herunterladen',
    time: 'Zeit',
    caller: 'Anrufer',
    outcome: 'Ergebnis',
    source: 'Herkunft',
    page: 'Einstiegsseite',
    answeredAt: 'Ziel',
    confidence: 'Sicherheit',
    open: (caller) => `Anruf von ${caller} öffnen`,
    noneYet: 'Noch kein Anruf',
    noneYetLead:
      'Rufen Sie eine Ihrer Nummern an, oder drücken Sie auf der Demo-Seite auf „Call this number“. Der Anruf erscheint sofort hier.',
    nothingFound: 'Kein Anruf passt zu diesen Filtern',
    nothingFoundLead: 'Wählen Sie einen längeren Zeitraum, oder entfernen Sie einen Filter.',
    clear: 'Alle Filter entfernen',
    talk: (time) => `${time} Gespräch`,
    rang: (time) => `${time} geklingelt`,
    zone: (zone) => `Zeiten in ${zone}.`,
  },
  es: {
    title: 'Llamadas',
    lead: 'Cada llamada a sus números, con la visita de la que vino.',
    views: { all: 'Todas', answered: 'Atendidas', missed: 'Perdidas', voicemail: 'Buzón de voz' },
    viewsLabel: 'Vistas guardadas',
    search: 'Buscar por llamante',
    searchHint: 'Número de un llamante',
    searchDigits: 'Las cuatro últimas cifras',
    site: 'Sitio',
    allSites: 'Todos los sitios',
    period: 'Periodo',
    periods: { today: 'Hoy', week: 'Últimos 7 días', month: 'Últimos 30 días', all: 'Siempre' },
    export: 'CSV',
    exportHint: 'Descargar estas llamadas para una hoja de cálculo',
    time: 'Hora',
    caller: 'Llamante',
    outcome: 'Resultado',
    source: 'Procedencia',
    page: 'Página de entrada',
    answeredAt: 'Destino',
    confidence: 'Confianza',
    open: (caller) => `Abrir la llamada de ${caller}`,
    noneYet: 'Todavía no hay llamadas',
    noneYetLead:
      'Llame a uno de sus números o pulse «Call this number» en la página de demostración. La llamada aparece aquí al momento.',
    nothingFound: 'Ninguna llamada cumple estos filtros',
    nothingFoundLead: 'Elija un periodo más largo o quite un filtro.',
    clear: 'Quitar todos los filtros',
    talk: (time) => `${time} de conversación`,
    rang: (time) => `sonó ${time}`,
    zone: (zone) => `Horas de ${zone}.`,
  },
};
