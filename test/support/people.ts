import type { Redis } from 'ioredis';
import { csrfTokenOf, type Session, Sessions } from '../../src/access/sessions.ts';
import type { Request } from './api.ts';
import type { Ringtrail } from './ringtrail.ts';

export type SignedIn = { id: string; session: string; credentials: Pick<Request, 'key' | 'headers'> };

/**
 * Makes a person, and begins a session in the gateway's Redis without the sign-in.
 * @param redis the gateway's Redis
 */
export async function signedInPerson(
  { api, url }: Ringtrail,
  redis: Redis,
  person: { email: string; role: string; providers?: string[]; seesCallers?: boolean },
): Promise<SignedIn> {
  const made = await api<{ id: string }>('POST', '/v1/people', { body: { name: person.email, ...person } });
  if (made.status !== 201) throw new Error(made.text);
  const { id } = made.body;
  return { id, ...(await signIn(redis, url, id)) };
}

/** Begins a session of the person. @param url the gateway's, whose port is in the name of the cookie */
export async function signIn(redis: Redis, url: string, person: string): Promise<Omit<SignedIn, 'id'>> {
  const from = { address: '127.0.0.1', agent: 'A test', way: 'password', secondFactor: false } as const;
  const { secret, session } = await new Sessions(redis, () => new Date()).begin(person, from);
  const headers = {
    Cookie: `ringtrail-${new URL(url).port}=${secret}`,
    'X-CSRF-Token': csrfTokenOf(secret),
  };
  return { session: session.id, credentials: { key: null, headers } };
}

/** Moves the beginning of the person's sessions into the past. */
export async function ageSessions(redis: Redis, person: string, ms: number): Promise<void> {
  const key = `ringtrail:sessions:${person}`;
  for (const [digest, text] of Object.entries(await redis.hgetall(key))) {
    const session: Session = JSON.parse(text);
    await redis.hset(key, digest, JSON.stringify({ ...session, startedAt: session.startedAt - ms }));
  }
}
