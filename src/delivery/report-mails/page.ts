import type { ReportMailSettings } from '../../domain/report-mail.ts';
import type { MailWords } from './words.ts';

export type Figure = { name: string; now: string; former: string };
type Row = { name: string; calls: string };
type Parts = {
  figures: readonly Figure[];
  top: readonly Row[];
  more: string;
  console: string;
  unsubscribe: string;
};

// The colours of a mail without styles follow the reader's own light or dark. Only lines and quiet texts have one, which reads on both.
const QUIET = 'color:#7a7a7a';
const CELL = 'padding:6px 10px 6px 0;border-bottom:1px solid #8884';

/** Returns the report as HTML. */
export function page(
  title: string,
  words: MailWords,
  { by, language }: Pick<ReportMailSettings, 'by' | 'language'>,
  { figures, top, more, console, unsubscribe }: Parts,
): string {
  const cells = figures.map(
    ({ name, now, former }) =>
      `<tr><td style="${CELL}">${name}</td><td style="${CELL};text-align:right"><strong>${now}</strong></td><td style="${CELL};text-align:right;${QUIET}">${words.former(former)}</td></tr>`,
  );
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:16px;font:16px/1.5 -apple-system,Segoe UI,Roboto,sans-serif">
<div style="max-width:36em"><h1 style="font-size:1.2em">${escaped(title)}</h1>
<table role="presentation" style="width:100%;border-collapse:collapse">${cells.join('')}</table>
${table(words.callsBy[by], top) || `<p style="${QUIET}">${words.noCall}</p>`}
${more ? `<p style="${QUIET}">${more}</p>` : ''}
<p><a href="${escaped(console)}">${words.open}</a></p>
<p style="${QUIET};font-size:0.85em"><a href="${escaped(unsubscribe)}" style="${QUIET}">${words.end}</a></p>
</div></body></html>
`;
}

function table(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const lines = rows.map(
    ({ name, calls }) =>
      `<tr><td style="${CELL};word-break:break-word">${escaped(name)}</td><td style="${CELL};text-align:right">${calls}</td></tr>`,
  );
  return `<h2 style="font-size:1em">${title}</h2><table style="width:100%;border-collapse:collapse">${lines.join('')}</table>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
