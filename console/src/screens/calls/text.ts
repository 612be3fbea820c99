import type { Texts } from '../../text/language.ts';
import type { DRILLED, Searched, View } from './filters.ts';

type CallsText = {
  title: string;
  lead: string;
  views: Record<View, string>;
  viewsLabel: string;
  least: string;
  searchIn: string;
  searched: Record<Searched, string>;
  searchBy: Record<Searched, string>;
  searchExact: string;
  searchHint: string;
  searchDigits: string;
  site: string;
  allSites: string;
  period: string;
  periods: Record<'today' | 'week' | 'month' | 'all', string>;
  formats: Record<'csv' | 'xlsx', string>;
  exportHint: string;
  blockedCallers: string;
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
  calledBack: string;
  unknown: string;
  drilled: Record<(typeof DRILLED)[number], string>;
  keys: Record<'next' | 'former' | 'open' | 'search', string>;
};

export const callsText: Texts<CallsText> = {
  en: {
    title: 'Calls',
    lead: 'Every call to your numbers, with the visit that it came from.',
    views: {
      all: 'All',
      answered: 'Answered',
      missed: 'Missed',
      voicemail: 'Voicemail',
      unreturned: 'Unreturned',
      first: 'First-time',
      value: 'High value',
      qualified: 'Good leads',
      spam: 'Spam',
      unattributed: 'Not attributed',
      blocked: 'Blocked',
    },
    viewsLabel: 'Saved views',
    least: 'Least value',
    searchIn: 'Search in',
    searched: { from: 'Caller', source: 'Source', tag: 'Tag' },
    searchBy: { from: 'Search by caller', source: 'Search by source', tag: 'Search by tag' },
    searchExact: 'The exact words',
    searchHint: 'A caller’s number',
    searchDigits: 'The last four digits',
    site: 'Site',
    allSites: 'All sites',
    period: 'Period',
    periods: { today: 'Today', week: 'Last 7 days', month: 'Last 30 days', all: 'Any time' },
    formats: { csv: 'CSV', xlsx: 'Excel' },
    blockedCallers: 'Blocked callers',
    exportHint: 'Download these calls for a spreadsheet',
    time: 'Time',
    caller: 'Caller',
    outcome: 'Outcome',
    source: 'Came from',
    page: 'Landing page',
    answeredAt: 'Destination',
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
    zone: (zone) => `Times are in ${zone}. Press ? for the keys.`,
    calledBack: 'Called back',
    unknown: 'Not known',
    drilled: {
      channel: 'Channel',
      source: 'Source',
      medium: 'Medium',
      campaign: 'Campaign',
      keyword: 'Keyword',
      page: 'Landing page',
      endpoint: 'Destination',
      to: 'Number called',
      location: 'Location',
    },
    keys: { next: 'Next call', former: 'Former call', open: 'Open the call', search: 'Search' },
  },
  de: {
    title: 'Anrufe',
    lead: 'Jeder Anruf bei Ihren Nummern, mit dem Besuch, von dem er kam.',
    views: {
      all: 'Alle',
      answered: 'Angenommen',
      missed: 'Verpasst',
      voicemail: 'Sprachnachricht',
      unreturned: 'Nicht zurückgerufen',
      first: 'Erste Anrufe',
      value: 'Hoher Wert',
      qualified: 'Gute Kontakte',
      spam: 'Spam',
      unattributed: 'Nicht zugeordnet',
      blocked: 'Blockiert',
    },
    viewsLabel: 'Gespeicherte Ansichten',
    least: 'Mindestwert',
    searchIn: 'Suchen in',
    searched: { from: 'Anrufer', source: 'Quelle', tag: 'Schlagwort' },
    searchBy: { from: 'Nach Anrufer suchen', source: 'Nach Quelle suchen', tag: 'Nach Schlagwort suchen' },
    searchExact: 'Der genaue Wortlaut',
    searchHint: 'Nummer eines Anrufers',
    searchDigits: 'Die letzten vier Ziffern',
    site: 'Website',
    allSites: 'Alle Websites',
    period: 'Zeitraum',
    periods: { today: 'Heute', week: 'Letzte 7 Tage', month: 'Letzte 30 Tage', all: 'Jederzeit' },
    formats: { csv: 'CSV', xlsx: 'Excel' },
    blockedCallers: 'Gesperrte Anrufer',
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
    zone: (zone) => `Zeiten in ${zone}. ? zeigt die Tasten.`,
    calledBack: 'Zurückgerufen',
    unknown: 'Nicht bekannt',
    drilled: {
      channel: 'Kanal',
      source: 'Quelle',
      medium: 'Medium',
      campaign: 'Kampagne',
      keyword: 'Suchbegriff',
      page: 'Einstiegsseite',
      endpoint: 'Ziel',
      to: 'Angerufene Nummer',
      location: 'Ort',
    },
    keys: { next: 'Nächster Anruf', former: 'Voriger Anruf', open: 'Anruf öffnen', search: 'Suchen' },
  },
  es: {
    title: 'Llamadas',
    lead: 'Cada llamada a sus números, con la visita de la que vino.',
    views: {
      all: 'Todas',
      answered: 'Atendidas',
      missed: 'Perdidas',
      voicemail: 'Buzón de voz',
      unreturned: 'Sin devolver',
      first: 'Primera vez',
      value: 'Alto valor',
      qualified: 'Buenos contactos',
      spam: 'Spam',
      unattributed: 'Sin atribuir',
      blocked: 'Bloqueadas',
    },
    viewsLabel: 'Vistas guardadas',
    least: 'Valor mínimo',
    searchIn: 'Buscar en',
    searched: { from: 'Llamante', source: 'Fuente', tag: 'Etiqueta' },
    searchBy: { from: 'Buscar por llamante', source: 'Buscar por fuente', tag: 'Buscar por etiqueta' },
    searchExact: 'Las palabras exactas',
    searchHint: 'Número de un llamante',
    searchDigits: 'Las cuatro últimas cifras',
    site: 'Sitio',
    allSites: 'Todos los sitios',
    period: 'Periodo',
    periods: { today: 'Hoy', week: 'Últimos 7 días', month: 'Últimos 30 días', all: 'Siempre' },
    formats: { csv: 'CSV', xlsx: 'Excel' },
    blockedCallers: 'Llamantes bloqueados',
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
    zone: (zone) => `Horas de ${zone}. Pulse ? para ver las teclas.`,
    calledBack: 'Devuelta',
    unknown: 'Desconocido',
    drilled: {
      channel: 'Canal',
      source: 'Fuente',
      medium: 'Medio',
      campaign: 'Campaña',
      keyword: 'Palabra clave',
      page: 'Página de entrada',
      endpoint: 'Destino',
      to: 'Número llamado',
      location: 'Lugar',
    },
    keys: {
      next: 'Llamada siguiente',
      former: 'Llamada anterior',
      open: 'Abrir la llamada',
      search: 'Buscar',
    },
  },
};
