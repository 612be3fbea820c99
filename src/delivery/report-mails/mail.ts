/** The mail of a report: HTML for light and dark, a text, and the rows as CSV. */
import { BYTE_ORDER_MARK, csvLine } from '../../attribution/port.ts';
import type { ReportSums } from '../../domain/report.ts';
import type { ReportMailSettings } from '../../domain/report-mail.ts';
import { localTimeIn } from '../../domain/schedule.ts';
import type { AlertMail } from '../mails.ts';
import type { ReportData } from './report-data.ts';

const MAX_ROWS = 10;
const DAY_MS = 86_400_000;

type Figure = { name: string; now: string; former: string };

/** Returns the mail. @param unsubscribe the address that ends the mails to this reader */
export function reportMail(
  data: ReportData,
  settings: ReportMailSettings,
  to: string,
  unsubscribe: string,
): AlertMail {
  const { provider, rows } = data;
  const period = `${dayIn(data, data.since)} to ${dayIn(data, new Date(data.until.getTime() - 1))}`;
  const subject = `Calls of ${provider}, ${period}`;
  const figures = figuresOf(data);
  const console = consoleUrl(settings, data.since, data.until);
  const top = rows.slice(0, MAX_ROWS).map((row) => ({ ...row, name: row.name ?? 'not known' }));
  const more = rows.length > MAX_ROWS ? `The attached file has all ${rows.length} rows.` : '';
  return {
    to,
    subject,
    text: [
      subject,
      '',
      ...figures.map(({ name, now, former }) => `${name}: ${now} (the period before: ${former})`),
      '',
      `Calls by ${settings.by}:`,
      ...top.map(({ name, calls }) => `${name}: ${calls}`),
      ...(more ? ['', more] : []),
      '',
      `Open the report: ${console}`,
      `End these mails: ${unsubscribe}`,
      '',
    ].join('\n'),
    html: page(subject, figures, table(settings.by, top), more, console, unsubscribe),
    headers: {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    attachments: [
      {
        filename: `calls-by-${settings.by}.csv`,
        content: csvOf(settings.by, rows),
        contentType: 'text/csv; charset=utf-8',
      },
    ],
  };
}

function dayIn({ timeZone }: ReportData, at: Date): string {
  return localTimeIn(timeZone, at).date;
}

function figuresOf({ total, former }: ReportData): Figure[] {
  const figure = (name: string, write: (sums: ReportSums) => string) => ({
    ...{ name, now: write(total), former: write(former) },
  });
  return [
    figure('Calls', ({ calls }) => String(calls)),
    figure('Answered', ({ calls, outcomes }) => share(outcomes.answered, calls)),
    figure('Missed', ({ outcomes }) => String(outcomes.missed + outcomes.failed)),
    figure('Attributed', ({ calls, to }) => share(to.session + to.bucket, calls)),
    figure('Minutes of talk', ({ talkSeconds }) => String(Math.round(talkSeconds / 60))),
  ];
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((100 * part) / whole)} %`;
}

function consoleUrl({ consoleUrl, by, only, every }: ReportMailSettings, since: Date, until: Date): string {
  const url = new URL('/reports', consoleUrl);
  const period = until.getTime() - since.getTime() > 8 * DAY_MS ? 'month' : every;
  const values = { by, period, ...only };
  for (const [name, value] of Object.entries(values)) if (value) url.searchParams.set(name, value);
  return url.href;
}

function csvOf(by: string, rows: ReportData['rows']): string {
  const head = [by, 'calls', 'answered', 'missed', 'voicemail', 'talkSeconds', 'confidence'];
  const lines = rows.map(({ name, calls, outcomes, talkSeconds, confidence }) =>
    csvLine([
      ...[name, calls, outcomes.answered, outcomes.missed + outcomes.failed, outcomes.voicemail],
      ...[talkSeconds, confidence],
    ]),
  );
  return BYTE_ORDER_MARK + csvLine(head) + lines.join('');
}

// The colours of a mail without styles follow the reader's own light or dark. Only lines and quiet texts have one, which reads on both.
const QUIET = 'color:#7a7a7a';
const CELL = 'padding:6px 10px 6px 0;border-bottom:1px solid #8884';

function page(
  title: string,
  figures: readonly Figure[],
  rows: string,
  more: string,
  console: string,
  unsubscribe: string,
): string {
  const cells = figures.map(
    ({ name, now, former }) =>
      `<tr><td style="${CELL}">${name}</td><td style="${CELL};text-align:right"><strong>${now}</strong></td><td style="${CELL};text-align:right;${QUIET}">before: ${former}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,Segoe UI,Roboto,sans-serif">
<div style="max-width:36em"><h1 style="font-size:1.2em">${escaped(title)}</h1>
<table role="presentation" style="width:100%;border-collapse:collapse">${cells.join('')}</table>
${rows}
${more ? `<p style="${QUIET}">${more}</p>` : ''}
<p><a href="${escaped(console)}">Open the report</a></p>
<p style="${QUIET};font-size:0.85em"><a href="${escaped(unsubscribe)}" style="${QUIET}">End these mails</a></p>
</div></body></html>
`;
}

function table(by: string, rows: readonly { name: string; calls: number }[]): string {
  if (rows.length === 0) return `<p style="${QUIET}">There was no call.</p>`;
  const lines = rows.map(
    ({ name, calls }) =>
      `<tr><td style="${CELL};word-break:break-word">${escaped(name)}</td><td style="${CELL};text-align:right">${calls}</td></tr>`,
  );
  return `<h2 style="font-size:1em">Calls by ${by}</h2><table style="width:100%;border-collapse:collapse">${lines.join('')}</table>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
