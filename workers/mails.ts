import { MAILS_QUEUE, type MailJob, mailJobSchema } from '../src/access/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

const MAX_AT_ONCE = 3;

/** Sends mails with one-time links. */
export function mailsWorker(open: OpenWorker, send: (mail: MailJob) => Promise<unknown>) {
  return open({ name: MAILS_QUEUE, schema: mailJobSchema }, send, MAX_AT_ONCE);
}
