import type { IncomingHttpHeaders } from 'node:http';
import type { Credentials } from '../domain/credentials.ts';
import type { NoteAs } from '../domain/holder.ts';
import type { Person } from '../domain/model.ts';
import { Problem, type ProblemCode } from '../domain/problem.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import type { Cookie } from './cookie.ts';
import type { Devices } from './devices.ts';
import type { Holders } from './holders.ts';
import type { Passwords } from './passwords.ts';
import type { Sessions, Way } from './sessions.ts';
import type { ShownSession, ShowSession } from './shown-session.ts';
import type { Throttle, Try } from './throttle.ts';
import { unproven } from './unproven.ts';

/** What a sign-in needs of its request. */
export type Client = {
  readonly address: string;
  readonly headers: IncomingHttpHeaders;
  readonly noteAs: NoteAs;
};

/** How a person proved who they are, and whether by a second factor too. */
export type Proof = { way: Way; secondFactor: boolean };

/** The answer to a sign-in. */
export type SignedIn = { status: 201; headers: { 'Set-Cookie': string[] }; body: ShownSession };

/** Begins a session for the person and answers with it. Ends the session that the request's cookie had. */
export type SignPersonIn = (person: Person, proof: Proof, client: Client) => Promise<SignedIn>;

/** Returns whether the code is right: that of the authenticator app, or a recovery code, which counts once. */
export type CheckSecondFactor = (credentials: Credentials, code: string) => Promise<boolean>;

export type SignInOptions = {
  directory: Pick<Directory, 'peopleWithEmail'>;
  credentials: Store['credentials'];
  sessions: Sessions;
  holders: Holders;
  devices: Devices;
  throttle: Throttle;
  passwords: Passwords;
  cookie: Cookie;
  deviceCookie: Cookie;
  showSession: ShowSession;
  checkSecondFactor: CheckSecondFactor;
};

/** The length of a browser's name for itself in the list of sessions. */
const MAX_AGENT_CHARS = 300;

/** Creates the function that begins a session once a person has proved who they are, in whatever way. */
export function createSignedIn(options: SignInOptions): SignPersonIn {
  const { sessions, holders, devices, throttle, cookie, deviceCookie, showSession } = options;
  return async (person, proof, { address, headers, noteAs }) => {
    const former = cookie.read(headers);
    if (former) await sessions.endBySecret(former);
    const agent = (headers['user-agent'] ?? '').slice(0, MAX_AGENT_CHARS);
    const { session, secret } = await sessions.begin(person.id, { address, agent, ...proof });
    const device = await devices.remember(person.email, deviceCookie.read(headers) ?? undefined);
    await throttle.forget(person.email, device);
    const holder = holders.ofPerson(person, session, secret);
    noteAs(holder);
    return {
      status: 201,
      headers: { 'Set-Cookie': [cookie.set(secret), deviceCookie.set(device)] },
      body: await showSession(holder),
    };
  };
}

/** As many passwords are checked for an unknown e-mail address as for one with several accounts. */
const MIN_CHECKS = 3;
/** No person has this id. */
const NOBODY = 'per_nobody';

type Login = { email: string; password: string; code?: string | undefined };

/** Signs people in by password. Neither answer nor its time says whether an account exists. */
export class PasswordSignIn {
  readonly #options: SignInOptions;
  readonly #signedIn: SignPersonIn;

  constructor(options: SignInOptions, signedIn: SignPersonIn) {
    this.#options = options;
    this.#signedIn = signedIn;
  }

  /** Rejects with `sign_in_failed`, `second_factor_required` and `rate_limited`. */
  async signIn({ email, password, code }: Login, client: Client): Promise<SignedIn> {
    try {
      const { person, credentials } = await this.guarded(email, client, async () => {
        const found = await this.#personWith(email, password);
        if (!found) throw failed();
        await this.requireSecondFactor(found.credentials, code);
        return found;
      });
      const proof = { way: 'password', secondFactor: credentials.totp !== null } as const;
      return await this.#signedIn(person, proof, client);
    } catch (error) {
      client.noteAs(unproven(this.#options.directory.peopleWithEmail(email)));
      throw error;
    }
  }

  /** Runs a check of secrets as one try of the throttle. Only a wrong secret counts as a failure. */
  async guarded<T>(
    email: string,
    { address, headers }: Omit<Client, 'noteAs'>,
    check: () => Promise<T>,
  ): Promise<T> {
    const { throttle, deviceCookie } = this.#options;
    const one = await throttle.begin(email, { address, device: deviceCookie.read(headers) });
    return settled(one, check);
  }

  /** Rejects with `second_factor_required` without a code, and with `sign_in_failed` for a wrong one. */
  async requireSecondFactor(credentials: Credentials, code: string | undefined): Promise<void> {
    if (credentials.totp === null) return;
    if (code === undefined)
      throw new Problem(
        'second_factor_required',
        'Send the code of your authenticator app, or a recovery code.',
      );
    if (!(await this.#options.checkSecondFactor(credentials, code))) throw failed();
  }

  /** Finds the person with this password among those with the e-mail address. */
  async #personWith(email: string, password: string) {
    const { directory, credentials, passwords } = this.#options;
    const people: (Person | null)[] = directory.peopleWithEmail(email);
    while (people.length < MIN_CHECKS) people.push(null);
    for (const person of people) {
      const own = await credentials.get(person?.id ?? NOBODY);
      const isRight = await passwords.isRight(own?.password ?? null, password);
      if (isRight && person && own) return { person, credentials: await this.#upToDate(own, password) };
    }
    return null;
  }

  /** Hashes the right password again where its hash has an earlier cost. */
  async #upToDate(own: Credentials, password: string): Promise<Credentials> {
    const { passwords, credentials } = this.#options;
    if (own.password === null || !passwords.isOutdated(own.password)) return own;
    return (await credentials.change(own, { password: await passwords.hash(password) })) ?? own;
  }
}

/** Only these count as failures. */
const FAILURES: readonly ProblemCode[] = ['sign_in_failed', 'not_found'];

/** Runs the check, and takes the try back unless it was a failure. */
export async function settled<T>(one: Try, check: () => Promise<T>): Promise<T> {
  try {
    const result = await check();
    await one.takeBack();
    return result;
  } catch (error) {
    const isFailure = error instanceof Problem && FAILURES.includes(error.code);
    if (!isFailure) await one.takeBack();
    throw error;
  }
}

/** Returns the same problem for every reason. */
export function failed(): Problem {
  return new Problem('sign_in_failed', 'E-mail, password or code is wrong.');
}
