import type { IncomingHttpHeaders } from 'node:http';
import type { Redis } from 'ioredis';
import type { Holder } from '../domain/holder.ts';
import { bearerOf } from '../kernel/guard.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import type { Directory, FindKey, Registry } from '../registry/port.ts';
import { SessionCookie } from './cookie.ts';
import { Holders } from './holders.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { Sessions } from './sessions.ts';

export type AccessOptions = {
  redis: Redis;
  directory: Directory;
  findKey: FindKey;
  isKeyValid: (id: string) => boolean;
  registry: Registry;
  idempotency: Middleware;
  now: () => Date;
};

/** Access: the people who sign in, their sessions, and share links. */
export function accessModule(options: AccessOptions) {
  const { redis, directory, now } = options;
  const sessions = new Sessions(redis, now);
  const holders = new Holders({ ...options, sessions });
  /** One request asks several times who sent it. */
  const found = new WeakMap<IncomingHttpHeaders, Promise<Holder | null>>();
  let cookie: SessionCookie | undefined;

  async function find(headers: IncomingHttpHeaders): Promise<Holder | null> {
    const bearer = bearerOf(headers);
    if (bearer) return holders.ofBearer(bearer);
    const secret = cookie?.read(headers);
    return secret ? holders.ofSession(secret) : null;
  }

  return {
    name: 'access',
    service: {
      /** Finds the sender of a request. Rejects while Redis is away and the request has a session. */
      findHolder(headers: IncomingHttpHeaders): Promise<Holder | null> {
        const known = found.get(headers) ?? find(headers);
        found.set(headers, known);
        return known;
      },
      isCurrent: (holder: Holder) => holders.isCurrent(holder),
    },
    routes({ public: [publicUrl] }: Addresses): Route[] {
      cookie = new SessionCookie(publicUrl);
      return [...sessionRoutes({ directory, sessions, cookie }), ...peopleRoutes(options)];
    },
  } satisfies Module & { service: object };
}

export type AccessModule = ReturnType<typeof accessModule>;
