import type { IncomingHttpHeaders } from 'node:http';
import type { Redis } from 'ioredis';
import type { Holder } from '../domain/holder.ts';
import { bearerOf } from '../kernel/guard.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import type { Directory, FindKey, Registry } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { type Cookie, deviceCookie, sessionCookie } from './cookie.ts';
import { Devices } from './devices.ts';
import { Holders } from './holders.ts';
import type { Passwords } from './passwords.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { Sessions } from './sessions.ts';
import { createShowSession } from './shown-session.ts';
import { type CheckSecondFactor, createSignedIn, PasswordSignIn } from './sign-in.ts';
import { Throttle } from './throttle.ts';

export type AccessOptions = {
  redis: Redis;
  directory: Directory;
  findKey: FindKey;
  isKeyValid: (id: string) => boolean;
  registry: Registry;
  store: Pick<Store, 'credentials'>;
  idempotency: Middleware;
  passwords: Passwords;
  checkSecondFactor?: CheckSecondFactor;
  now: () => Date;
};

/** There is no way yet to get a second factor, so no code is right. */
const noCodeIsRight: CheckSecondFactor = async () => false;

/** Access: the people who sign in, their sessions, and share links. */
export function accessModule(options: AccessOptions) {
  const { redis, directory, store, now, checkSecondFactor = noCodeIsRight } = options;
  const sessions = new Sessions(redis, now);
  const holders = new Holders({ ...options, sessions });
  /** One request asks several times who sent it. */
  const found = new WeakMap<IncomingHttpHeaders, Promise<Holder | null>>();
  let cookie: Cookie | undefined;

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
    routes({ public: publicUrls }: Addresses): Route[] {
      const [publicUrl] = publicUrls;
      cookie = sessionCookie(publicUrl);
      const devices = new Devices(redis, now);
      const { credentials } = store;
      const showSession = createShowSession({ directory, sessions, credentials });
      const ways = {
        ...{ directory, credentials, sessions, devices, showSession, checkSecondFactor, cookie },
        throttle: new Throttle(redis, devices, now),
        passwords: options.passwords,
        deviceCookie: deviceCookie(publicUrl),
      };
      const signedIn = createSignedIn(ways);
      return [
        ...signInRoutes({
          ...{ publicUrls, passwordSignIn: new PasswordSignIn(ways, signedIn) },
          isSetUp: () => directory.count('people') > 0,
        }),
        ...sessionRoutes({ sessions, cookie, showSession }),
        ...peopleRoutes(options),
      ];
    },
  } satisfies Module & { service: object };
}

export type AccessModule = ReturnType<typeof accessModule>;
