/** The mail of a report: HTML for light and dark, a text, and the rows as CSV. */
import { BYTE_ORDER_MARK, csvLine } from '../../attribution/port.ts';
import type { ReportSums } from '../../domain/report.ts';
import type { ReportMailSettings } from '../../domain/report-mail.ts';
import type { AlertMail } from '../mails.ts';
import { type Figure, page } from './page.ts';
import type { ReportData } from './report-data.ts';
import { type MailWords, mailWords } from './words.ts';

const MAX_ROWS = 10;
const DAY_MS = 86_400_000;

/** Returns the mail. @param unsubscribe the address that ends the mails to this reader */
export function reportMail(
  data: ReportData,
  settings: ReportMailSettings,
  to: string,
  unsubscribe: string,
): AlertMail {
  const { provider, rows, since, until } = data;
  const words = mailWords(data, settings);
  const subject = words.subject(provider, words.period);
  const figures = figuresOf(data, words);
  const console = consoleUrl(settings, since, until);
  const top = rows
    .slice(0, MAX_ROWS)
    .map(({ name, calls }) => ({ name: name ?? words.notKnown, calls: words.number(calls) }));
  const more = rows.length > MAX_ROWS ? words.allRows(words.number(rows.length)) : '';
  return {
    to,
    subject,
    text: [
      subject,
      '',
      ...figures.map(({ name, now, former }) => words.withFormer(name, now, former)),
      '',
      `${words.callsBy[settings.by]}:`,
      ...top.map(({ name, calls }) => `${name}: ${calls}`),
      ...(more ? ['', more] : []),
      '',
      `${words.open}: ${console}`,
      `${words.end}: ${unsubscribe}`,
      '',
    ].join('\n'),
    html: page(subject, words, settings, { figures, top, more, console, unsubscribe }),
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

function figuresOf({ total, former }: ReportData, words: MailWords): Figure[] {
  const { number, share } = words;
  const figure = (name: string, write: (sums: ReportSums) => string) => ({
    ...{ name, now: write(total), former: write(former) },
  });
  return [
    figure(words.calls, ({ calls }) => number(calls)),
    figure(words.answered, ({ calls, outcomes }) => share(outcomes.answered, calls)),
    figure(words.missed, ({ outcomes }) => number(outcomes.missed + outcomes.failed)),
    figure(words.attributed, ({ calls, to }) => share(to.session + to.bucket, calls)),
    figure(words.talkMinutes, ({ talkSeconds }) => number(Math.round(talkSeconds / 60))),
  ];
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
