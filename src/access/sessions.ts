import { randomBytes } from 'node:crypto';
import { newId } from '../domain/ids.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { digestOf } from '../registry/port.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A session without requests ends after this time. */
export const IDLE_MS = DAY_MS;
/** Every session ends after this time. */
export const LIFE_MS = 14 * DAY_MS;

/** The sessions that a person can have at once. The next one ends the oldest. */
export const MAX_SESSIONS = 20;

/** The ways in which people sign in. `ticket` is a one-time link. */
export const WAYS = ['password', 'passkey', 'oidc', 'ticket'] as const;
export type Way = (typeof WAYS)[number];

/** A person's session, as Redis holds it. Times are in milliseconds since 1970. */
export type Session = {
  id: string;
  person: string;
  startedAt: number;
  seenAt: number;
  address: string;
  /** The browser's name for itself. */
  agent: string;
  way: Way;
  /** Whether the person has shown a second factor: a code, a passkey, or what the identity provider requires. */
  secondFactor: boolean;
};

/** Writes the session again, unless it has ended meanwhile. */
const SAVE = `if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end`;

/**
 * The sessions of people, in Redis: one hash a person, with a field for each session. A session ends everywhere at the moment
 * when its field goes. Every method rejects while Redis is away.
 */
export class Sessions {
  readonly #redis: RedisClient;
  readonly #now: () => Date;

  constructor(redis: RedisClient, now: () => Date) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Begins a session. Returns it with its secret, which is the person's id and a random word. */
  async begin(
    person: string,
    from: Pick<Session, 'address' | 'agent' | 'way' | 'secondFactor'>,
  ): Promise<{ session: Session; secret: string }> {
    const now = this.#now();
    const at = now.getTime();
    const secret = `${person}.${randomBytes(32).toString('base64url')}`;
    const session = { id: newId('ses', now), person, startedAt: at, seenAt: at, ...from };
    const replies = await this.#redis
      .multi()
      .hset(keyOf(person), digestOf(secret), JSON.stringify(session))
      .pexpire(keyOf(person), LIFE_MS)
      .exec();
    for (const [error] of replies ?? []) if (error) throw error;
    await this.#endOldest(person);
    return { session, secret };
  }

  /** Finds the session with the secret, and notes once a minute that it is in use. */
  async find(secret: string): Promise<Session | null> {
    const [person = ''] = secret.split('.', 1);
    const digest = digestOf(secret);
    const text = await this.#redis.hget(keyOf(person), digest);
    const session = text === null ? null : (JSON.parse(text) as Session);
    if (!session || !this.#isOpen(session)) return null;
    const now = this.#now().getTime();
    if (now - session.seenAt >= MINUTE_MS) {
      session.seenAt = now;
      await this.#save(digest, session);
    }
    return session;
  }

  /** Lists the person's sessions, the latest first. */
  async list(person: string): Promise<Session[]> {
    const open = (await this.#all(person)).map(([, session]) => session).filter((one) => this.#isOpen(one));
    return open.sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Notes that the person has shown a second factor in the session. */
  async noteSecondFactor(person: string, id: string): Promise<void> {
    for (const [digest, session] of await this.#all(person))
      if (session.id === id) await this.#save(digest, { ...session, secondFactor: true });
  }

  /** Ends the person's sessions that pass. Returns how many. @param which all of them when it is left out */
  async end(person: string, which: (session: Session) => boolean = () => true): Promise<number> {
    const ended = (await this.#all(person)).filter(([, session]) => which(session));
    if (ended.length === 0) return 0;
    return this.#redis.hdel(keyOf(person), ...ended.map(([digest]) => digest));
  }

  /** Ends the session with the secret, if there is one. */
  async endBySecret(secret: string): Promise<void> {
    const [person = ''] = secret.split('.', 1);
    await this.#redis.hdel(keyOf(person), digestOf(secret));
  }

  /** Ends the sessions above the limit, and removes those that have ended by their age. */
  async #endOldest(person: string): Promise<void> {
    const latest = (await this.list(person)).slice(0, MAX_SESSIONS).map(({ id }) => id);
    await this.end(person, ({ id }) => !latest.includes(id));
  }

  async #save(digest: string, session: Session): Promise<void> {
    await this.#redis.eval(SAVE, 1, keyOf(session.person), digest, JSON.stringify(session));
  }

  async #all(person: string): Promise<[digest: string, Session][]> {
    const fields = Object.entries(await this.#redis.hgetall(keyOf(person)));
    return fields.map(([digest, text]) => [digest, JSON.parse(text)]);
  }

  #isOpen({ startedAt, seenAt }: Session): boolean {
    const now = this.#now().getTime();
    return now - startedAt < LIFE_MS && now - seenAt < IDLE_MS;
  }
}

/** Returns the token that the session's requests repeat. @param secret the session's */
export function csrfTokenOf(secret: string): string {
  return digestOf(`csrf ${secret}`);
}

function keyOf(person: string): string {
  return `ringtrail:sessions:${person}`;
}
