import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import type { ReportLanguage } from '../../domain/report-mail.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, route } from '../../kernel/route.ts';
import { REPORT_MAIL_TEXTS } from '../report-mails/text.ts';
import type { Reader, UnsubscribeLinks } from '../report-mails/unsubscribe.ts';

const query = z.object({ token: z.string().max(1000) });

/**
 * Returns the routes of the links by which readers of reports end their mails. A mail program posts to the link (RFC 8058). A person
 * opens it and confirms, because programs that check mails open links too.
 */
export function unsubscribeRoutes(links: UnsubscribeLinks): Route[] {
  const common = {
    path: '/unsubscribe',
    tag: 'Consumers',
    scope: null,
    query,
    answers: { 200: { description: 'A page', schema: z.string(), contentType: 'text/html' } },
  } as const;
  function readerOf(token: string): Reader {
    const reader = links.readerOf(token);
    if (!reader) throw new Problem('not_found', 'This link is not complete, or Ringtrail has not made it.');
    return reader;
  }

  return [
    route({
      ...common,
      method: 'get',
      summary: 'Ask whether the mails of a report shall end',
      handle: ({ query: { token } }) => {
        const { to, language } = readerOf(token);
        const { askEnd, confirmEnd } = REPORT_MAIL_TEXTS[language];
        const form = `<form method="post"><button>${confirmEnd}</button></form>`;
        return page(language, escaped(askEnd(to)), form);
      },
    }),
    route({
      ...common,
      method: 'post',
      summary: 'End the mails of a report to one reader',
      handle: async ({ query: { token } }, { noteAs }) => {
        const reader = readerOf(token);
        await links.end(reader, noteAs);
        return page(reader.language, REPORT_MAIL_TEXTS[reader.language].ended, '');
      },
    }),
  ];
}

const HEAD =
  '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">';

function page(language: ReportLanguage, words: string, form: string): HttpResult {
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
    },
    text: `<!doctype html>\n<html lang="${language}"><head>${HEAD}<title>Ringtrail</title></head>\n<body><p>${words}</p>${form}</body></html>\n`,
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
