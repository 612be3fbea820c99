import type { TicketPurpose } from '../domain/credentials.ts';
import type { Person } from '../domain/model.ts';
import { linkTo, type Tickets } from './tickets.ts';

/** Queues the mail with a one-time link. The worker makes the link, so that no job holds one. */
export type QueueMail = (mail: {
  purpose: Exclude<TicketPurpose, 'owner'>;
  person: string;
  publicUrl: string;
  expiresAt: string;
  requestId: string;
}) => Promise<void>;

/** A one-time link for a person. `url` is null where the person gets it by mail. */
export type GivenLink = { expiresAt: string; url: string | null };

/** Gives people one-time links: by mail, or without a mail server to the person who helps them. */
export class Links {
  readonly #tickets: Tickets;
  readonly #publicUrl: string;
  readonly #queueMail: QueueMail | null;

  /** @param queueMail null: there is no mail server */
  constructor(tickets: Tickets, publicUrl: string, queueMail: QueueMail | null) {
    this.#tickets = tickets;
    this.#publicUrl = publicUrl;
    this.#queueMail = queueMail;
  }

  /** Returns whether people get their links by mail. */
  get areMailed(): boolean {
    return this.#queueMail !== null;
  }

  async give(
    { id: person }: Person,
    purpose: Exclude<TicketPurpose, 'owner'>,
    requestId: string,
  ): Promise<GivenLink> {
    const expiresAt = this.#tickets.endOf(purpose);
    if (this.#queueMail) {
      await this.#queueMail({ purpose, person, publicUrl: this.#publicUrl, expiresAt, requestId });
      return { expiresAt, url: null };
    }
    const ticket = await this.#tickets.make(person, purpose, expiresAt);
    return { expiresAt, url: linkTo(this.#publicUrl, ticket) };
  }
}
