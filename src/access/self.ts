import type { Holder } from '../domain/holder.ts';
import type { Person } from '../domain/model.ts';
import { Problem } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import { type CredentialStore, credentialsOf } from './credentials.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions } from './sessions.ts';
import { type Client, failed, type PasswordSignIn } from './sign-in.ts';

/** A person adds and removes ways to sign in during this time after signing in. An open browser alone is not enough. */
const FRESH_MS = 15 * 60_000;

export type SelfOptions = {
  directory: Pick<Directory, 'get'>;
  credentials: CredentialStore;
  sessions: Sessions;
  passwords: Passwords;
  passwordSignIn: PasswordSignIn;
  now: () => Date;
};

/** A request whose sender is known. */
export type HeldClient = Client & { readonly holder: Holder };
type OwnSession = { person: Person; session: string };

/** The sender of a request as a person who changes their own ways to sign in. */
export class Self {
  readonly #options: SelfOptions;

  constructor(options: SelfOptions) {
    this.#options = options;
  }

  /** Returns the person and the id of the session. Throws `forbidden` for keys and share links. */
  of({ id, session }: Holder): OwnSession {
    const person = session && this.#options.directory.get('people', id);
    if (!person) throw new Problem('forbidden', 'Only people who have signed in can do this.');
    return { person, session: session.id };
  }

  /** As `of`. Rejects with `sign_in_failed` for a wrong password. Wrong ones count as those of a sign-in do. */
  async withPassword(context: HeldClient, password: string): Promise<OwnSession> {
    const { passwords, credentials } = this.#options;
    const own = this.of(context.holder);
    await this.guarded(context, async () => {
      const { password: hashed } = await credentialsOf(credentials, own.person.id);
      if (!(await passwords.isRight(hashed, password))) throw failed();
    });
    return own;
  }

  /** Runs a check of the person's secrets as one try of the throttle. */
  guarded<T>(context: HeldClient, check: () => Promise<T>): Promise<T> {
    const { email } = this.of(context.holder).person;
    return this.#options.passwordSignIn.guarded(email, context, check);
  }

  /** As `of`. Rejects with `sign_in_again` when the session is older than 15 minutes. */
  async fresh(holder: Holder): Promise<OwnSession> {
    const { sessions, now } = this.#options;
    const own = this.of(holder);
    const session = (await sessions.list(own.person.id)).find(({ id }) => id === own.session);
    if (session && now().getTime() - session.startedAt < FRESH_MS) return own;
    throw new Problem('sign_in_again', 'Sign in again: you signed in more than 15 minutes ago.');
  }

  /** Ends the person's other sessions, since somebody else may have one of them. */
  async endOtherSessions({ person, session }: OwnSession): Promise<void> {
    await this.#options.sessions.end(person.id, ({ id }) => id !== session);
  }
}
