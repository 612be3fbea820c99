import type { Credentials, Ticket, TicketPurpose } from '../domain/credentials.ts';
import { randomWord } from '../domain/ids.ts';
import { digestOf } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { changeCredentials } from './credentials.ts';

const HOUR_MS = 3_600_000;
/** How long a one-time link works. */
export const TICKET_MS: Readonly<Record<TicketPurpose, number>> = {
  owner: 24 * HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
  reset: HOUR_MS,
};

/** The record of credentials that has the tickets of people who do not exist yet. No person has this id. */
export const OWNER_TO_BE = 'owner';
const SECRET_CHARS = 40;

export type FoundTicket = { credentials: Credentials; ticket: Ticket };

/**
 * One-time links. Their digests are in the store, in the credentials of the person: an invitation has to outlive the data of Redis, and
 * a change of the password and the end of its ticket are one change of one record.
 */
export class Tickets {
  readonly #credentials: Store['credentials'];
  readonly #now: () => Date;

  constructor(credentials: Store['credentials'], now: () => Date) {
    this.#credentials = credentials;
    this.#now = now;
  }

  /** Returns when a link that is made now ends. */
  endOf(purpose: TicketPurpose): string {
    return new Date(this.#now().getTime() + TICKET_MS[purpose]).toISOString();
  }

  /** Makes a ticket, which ends the person's earlier one of the same purpose. Returns its secret. */
  async make(person: string, purpose: TicketPurpose, expiresAt: string): Promise<string> {
    const word = randomWord(SECRET_CHARS);
    const ticket = { purpose, digest: digestOf(word), expiresAt };
    await changeCredentials(this.#credentials, person, ({ tickets }) => ({
      tickets: [...tickets.filter((one) => one.purpose !== purpose), ticket],
    }));
    return `${person}.${word}`;
  }

  /** Finds a ticket that was neither used nor replaced, and has not expired. */
  async find(secret: string): Promise<FoundTicket | null> {
    const [person = '', word = ''] = secret.split('.', 2);
    const credentials = await this.#credentials.get(person);
    const digest = digestOf(word);
    const ticket = credentials?.tickets.find((one) => one.digest === digest);
    if (!credentials || !ticket || new Date(ticket.expiresAt) <= this.#now()) return null;
    return { credentials, ticket };
  }

  /**
   * Uses the ticket and changes the credentials in the same step. Returns false when another request was faster. All other
   * tickets of the person end too.
   */
  async use({ credentials }: FoundTicket, fields: Partial<Credentials> = {}): Promise<boolean> {
    return (await this.#credentials.change(credentials, { ...fields, tickets: [] })) !== null;
  }
}

/** Returns the address of the page that takes the ticket. Browsers do not send the part behind `#`, so no log has it. */
export function linkTo(publicUrl: string, ticket: string): string {
  return `${publicUrl}/welcome#${ticket}`;
}
