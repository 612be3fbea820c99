/** The words of report mails, and of the page that ends them. */
import type { ReportLanguage, ReportMailSettings } from '../../domain/report-mail.ts';

export type ReportMailText = {
  subject: (provider: string, period: string) => string;
  calls: string;
  answered: string;
  missed: string;
  attributed: string;
  talkMinutes: string;
  /** A figure with that of the period before, in the mail's text and in its table. */
  withFormer: (name: string, now: string, former: string) => string;
  former: (value: string) => string;
  callsBy: Record<ReportMailSettings['by'], string>;
  notKnown: string;
  allRows: (rows: string) => string;
  noCall: string;
  open: string;
  end: string;
  /** The page that ends the mails. */
  askEnd: (reader: string) => string;
  confirmEnd: string;
  ended: string;
};

const en: ReportMailText = {
  subject: (provider, period) => `Calls of ${provider}, ${period}`,
  calls: 'Calls',
  answered: 'Answered',
  missed: 'Missed',
  attributed: 'Attributed',
  talkMinutes: 'Minutes of talk',
  withFormer: (name, now, former) => `${name}: ${now} (the period before: ${former})`,
  former: (value) => `before: ${value}`,
  callsBy: {
    channel: 'Calls by channel',
    source: 'Calls by source',
    medium: 'Calls by medium',
    campaign: 'Calls by campaign',
    keyword: 'Calls by keyword',
    page: 'Calls by landing page',
    site: 'Calls by site',
    endpoint: 'Calls by endpoint',
    number: 'Calls by number',
    location: 'Calls by location',
  },
  notKnown: 'not known',
  allRows: (rows) => `The attached file has all ${rows} rows.`,
  noCall: 'There was no call.',
  open: 'Open the report',
  end: 'End these mails',
  askEnd: (reader) => `End the reports to ${reader}?`,
  confirmEnd: 'End the mails',
  ended: 'You get no more of these mails.',
};

const de: ReportMailText = {
  subject: (provider, period) => `Anrufe von ${provider}, ${period}`,
  calls: 'Anrufe',
  answered: 'Angenommen',
  missed: 'Verpasst',
  attributed: 'Zugeordnet',
  talkMinutes: 'Gesprächsminuten',
  withFormer: (name, now, former) => `${name}: ${now} (im Zeitraum davor: ${former})`,
  former: (value) => `davor: ${value}`,
  callsBy: {
    channel: 'Anrufe nach Kanal',
    source: 'Anrufe nach Quelle',
    medium: 'Anrufe nach Medium',
    campaign: 'Anrufe nach Kampagne',
    keyword: 'Anrufe nach Suchbegriff',
    page: 'Anrufe nach Einstiegsseite',
    site: 'Anrufe nach Website',
    endpoint: 'Anrufe nach Ziel',
    number: 'Anrufe nach Nummer',
    location: 'Anrufe nach Ort',
  },
  notKnown: 'nicht bekannt',
  allRows: (rows) => `Die angehängte Datei enthält alle ${rows} Zeilen.`,
  noCall: 'Es gab keinen Anruf.',
  open: 'Den Bericht öffnen',
  end: 'Diese E-Mails beenden',
  askEnd: (reader) => `Die Berichte an ${reader} beenden?`,
  confirmEnd: 'Die E-Mails beenden',
  ended: 'Sie erhalten diese E-Mails nicht mehr.',
};

const es: ReportMailText = {
  subject: (provider, period) => `Llamadas de ${provider}, ${period}`,
  calls: 'Llamadas',
  answered: 'Contestadas',
  missed: 'Perdidas',
  attributed: 'Atribuidas',
  talkMinutes: 'Minutos de conversación',
  withFormer: (name, now, former) => `${name}: ${now} (periodo anterior: ${former})`,
  former: (value) => `antes: ${value}`,
  callsBy: {
    channel: 'Llamadas por canal',
    source: 'Llamadas por fuente',
    medium: 'Llamadas por medio',
    campaign: 'Llamadas por campaña',
    keyword: 'Llamadas por palabra clave',
    page: 'Llamadas por página de entrada',
    site: 'Llamadas por sitio',
    endpoint: 'Llamadas por destino',
    number: 'Llamadas por número',
    location: 'Llamadas por lugar',
  },
  notKnown: 'desconocido',
  allRows: (rows) => `El archivo adjunto contiene las ${rows} filas.`,
  noCall: 'No hubo ninguna llamada.',
  open: 'Abrir el informe',
  end: 'Dejar de recibir estos correos',
  askEnd: (reader) => `¿Dejar de enviar los informes a ${reader}?`,
  confirmEnd: 'Dejar de enviarlos',
  ended: 'Ya no recibirá estos correos.',
};

export const REPORT_MAIL_TEXTS: Record<ReportLanguage, ReportMailText> = { en, de, es };
