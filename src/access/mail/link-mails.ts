import type { Logger } from 'pino';
import type { Store } from '../../store/port.ts';
import type { MailJob } from '../jobs.ts';
import { linkTo, type Tickets } from '../tickets.ts';
import type { SendMail } from './mailer.ts';
import { mailWithLink } from './texts.ts';

export type LinkMailOptions = {
  people: Pick<Store['people'], 'get'>;
  tickets: Tickets;
  send: SendMail;
  log: Logger;
  now: () => Date;
};

/** Creates the function that makes a one-time link and mails it. A repeated job makes another link, which ends the one before. */
export function createLinkMails({ people, tickets, send, log, now }: LinkMailOptions) {
  return async (job: MailJob): Promise<void> => {
    const { person: id, purpose, publicUrl, expiresAt, requestId } = job;
    if (now() >= new Date(expiresAt)) {
      log.warn({ requestId, person: id }, 'a mail was given up: its link would have expired');
      return;
    }
    // The directory of this process may not have the person yet.
    const person = await people.get(id);
    if (!person) return;
    const ticket = await tickets.make(id, purpose, expiresAt);
    await send(mailWithLink(person, job, linkTo(publicUrl, ticket)));
  };
}
