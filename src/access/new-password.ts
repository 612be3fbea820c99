import { type Credentials, newCredentials } from '../domain/credentials.ts';
import { RINGTRAIL } from '../domain/holder.ts';
import type { Person } from '../domain/model.ts';
import { misfit, Problem } from '../domain/problem.ts';
import type { Directory, Registry } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { changeCredentials, credentialsOf } from './credentials.ts';
import type { Devices } from './devices.ts';
import { checkNewPassword } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import type { HeldClient, Self } from './self.ts';
import type { Sessions } from './sessions.ts';
import { type Client, type PasswordSignIn, type SignedIn, type SignPersonIn, settled } from './sign-in.ts';
import type { Throttle } from './throttle.ts';
import type { FoundTicket, Tickets } from './tickets.ts';

export type NewPasswordOptions = {
  directory: Pick<Directory, 'get' | 'peopleWithEmail'>;
  registry: Registry;
  credentials: Store['credentials'];
  tickets: Tickets;
  sessions: Sessions;
  devices: Devices;
  passwords: Passwords;
  throttle: Throttle;
  passwordSignIn: PasswordSignIn;
  self: Self;
  signedIn: SignPersonIn;
};

export type TicketUse = {
  ticket: string;
  password: string;
  name?: string | undefined;
  email?: string | undefined;
  code?: string | undefined;
};

/**
 * A person who is invited again starts from the beginning: the second factor may be lost with the device, and the provider may have
 * given the person another account.
 */
const FRESH: Partial<Credentials> = { totp: null, recoveryCodes: [], passkeys: [], subject: null };

/** Sets new passwords: by a one-time link, and by the former password. Every other session of the person ends. */
export class NewPasswords {
  readonly #options: NewPasswordOptions;

  constructor(options: NewPasswordOptions) {
    this.#options = options;
  }

  /** Uses a one-time link, and signs the person in. Rejects with `not_found` for a link that does not work any more. */
  async byTicket(use: TicketUse, client: Client): Promise<SignedIn> {
    const { credentials, sessions, devices, signedIn } = this.#options;
    const person = await this.#personBy(use, client);
    await sessions.end(person.id);
    await devices.forget(person.email);
    const { totp } = await credentialsOf(credentials, person.id);
    return signedIn(person, { way: 'ticket', secondFactor: totp !== null }, client);
  }

  /** Changes the sender's own password. Rejects with `sign_in_failed` where `current` is wrong. */
  async byFormer(
    context: HeldClient,
    { current, password }: { current: string; password: string },
  ): Promise<void> {
    const { credentials, passwords, self } = this.#options;
    const own = await self.withPassword(context, current);
    await checkNewPassword(password, own.person);
    const hashed = await passwords.hash(password);
    await changeCredentials(credentials, own.person.id, () => ({ password: hashed, tickets: [] }));
    await self.endOtherSessions(own);
  }

  async #personBy(use: TicketUse, client: Client): Promise<Person> {
    const found = await this.#options.tickets.find(use.ticket);
    if (!found) throw noSuchTicket();
    return found.ticket.purpose === 'owner'
      ? this.#owner(found, use, client)
      : this.#known(found, use, client);
  }

  /** Gives an invited or a forgetful person the password. */
  async #known(found: FoundTicket, use: TicketUse, { noteAs }: Client): Promise<Person> {
    const { directory, registry } = this.#options;
    const { credentials, ticket } = found;
    const person = directory.get('people', credentials.id);
    if (!person) throw noSuchTicket();
    const name = use.name ?? person.name;
    await checkNewPassword(use.password, { ...person, name });
    const isInvitation = ticket.purpose === 'invitation';
    if (!isInvitation) await this.#requireCode(credentials, use);
    await this.#setPassword(use, isInvitation ? FRESH : {});
    if (!isInvitation || name === person.name) return person;
    const sender = noteAs({ ...RINGTRAIL, kind: 'person', id: person.id, name });
    return registry.change(sender, 'people', person.id, { name });
  }

  /** Requires the second factor, where there is one, of somebody who has the link. */
  async #requireCode(credentials: Credentials, { code }: TicketUse): Promise<void> {
    const { passwordSignIn, throttle } = this.#options;
    if (credentials.totp === null) return;
    const one = await throttle.beginCode(credentials.id);
    await settled(one, () => passwordSignIn.requireSecondFactor(credentials, code));
  }

  /** Makes the owner of the installation, from a person with the e-mail address where there is one. */
  async #owner(
    found: FoundTicket,
    { password, name, email }: TicketUse,
    { noteAs }: Client,
  ): Promise<Person> {
    const { directory, registry, credentials, passwords, tickets } = this.#options;
    if (email === undefined) throw misfit([{ pointer: '/email', detail: 'is required for the owner' }]);
    if (name === undefined) throw misfit([{ pointer: '/name', detail: 'is required for the owner' }]);
    await checkNewPassword(password, { email, name });
    const hashed = await passwords.hash(password);
    if (!(await tickets.use(found))) throw noSuchTicket();
    const people = directory.peopleWithEmail(email);
    const known = people.find(({ providers }) => providers === null) ?? people[0];
    const rights = { name, role: 'owner', providers: null } as const;
    const sender = noteAs(RINGTRAIL);
    const owner = known
      ? await registry.change(sender, 'people', known.id, rights)
      : await registry.create(sender, 'people', { ...rights, email, seesCallers: true });
    await credentials.remove(owner.id);
    await credentials.add({ ...newCredentials(owner.id), password: hashed });
    return owner;
  }

  /** Uses the ticket for the password. The record may change meanwhile, for example when a recovery code is used. */
  async #setPassword({ ticket, password }: TicketUse, fields: Partial<Credentials>): Promise<void> {
    const { passwords, tickets } = this.#options;
    const hashed = await passwords.hash(password);
    for (;;) {
      const found = await tickets.find(ticket);
      if (!found) throw noSuchTicket();
      if (await tickets.use(found, { ...fields, password: hashed })) return;
    }
  }
}

export function noSuchTicket(): Problem {
  return new Problem('not_found', 'This link does not work any more: it was used, replaced, or is too old.');
}
