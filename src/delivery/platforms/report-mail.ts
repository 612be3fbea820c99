/** Reports by mail. They report no calls one by one. */
import { reportMail as mailOf } from '../report-mails/mail.ts';
import type { Message, OutgoingNotice, Platform } from './platform.ts';
import { readStatus } from './statuses.ts';

export const reportMail: Platform<'report_mail'> = {
  // A mail that comes twice after a crash is better than none.
  deduplicatesForMs: Number.POSITIVE_INFINITY,
  countsCalls: false,
  url: () => 'mailto:',
  judge: () => ({ code: 'not_about', detail: 'A report by mail has no single calls.' }),
  message: ({ id }) => {
    throw new Error(`${id} is about a call, and reports by mail have none`);
  },
  notice: ({ id, report }, { settings }) => {
    if (!report) throw new Error(`${id} has no report`);
    return mailMessage(id, report, settings);
  },
  read: readStatus,
  trial: () => ({ code: 'no_trial', detail: 'The report itself is sent as a test.' }),
};

/** Returns the request of the mail. */
export function mailMessage(
  id: string,
  { data, to, unsubscribe }: NonNullable<OutgoingNotice['report']>,
  settings: Parameters<typeof mailOf>[1],
): Message {
  return {
    path: '',
    headers: { 'message-id': `<${id}@ringtrail>` },
    body: JSON.stringify(mailOf(data, settings, to, unsubscribe)),
  };
}
