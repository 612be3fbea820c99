import type { IncomingHttpHeaders } from 'node:http';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Holder } from '../domain/holder.ts';
import type { Seal } from '../infra/seal.ts';
import { bearerOf } from '../kernel/guard.ts';
import type { Addresses, Module } from '../kernel/module.ts';
import type { Middleware, Route } from '../kernel/route.ts';
import type { Directory, FindKey, Registry } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import { type Cookie, deviceCookie, sessionCookie } from './cookie.ts';
import { Devices } from './devices.ts';
import { Holders } from './holders.ts';
import type { OidcSettings } from './oidc-provider.ts';
import type { Passwords } from './passwords.ts';
import { relyingPartyOf } from './relying-party.ts';
import { otherWayRoutes } from './routes/other-ways.ts';
import { peopleRoutes } from './routes/people.ts';
import { sessionRoutes } from './routes/session.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { SecondFactor } from './second-factor.ts';
import { Self } from './self.ts';
import { Sessions } from './sessions.ts';
import { createShowSession } from './shown-session.ts';
import { createSignedIn, PasswordSignIn } from './sign-in.ts';
import { Throttle } from './throttle.ts';

export type AccessOptions = {
  redis: Redis;
  directory: Directory;
  findKey: FindKey;
  isKeyValid: (id: string) => boolean;
  /** Waits until the directory has every change that was announced before. */
  beCurrent: () => Promise<void>;
  registry: Registry;
  store: Pick<Store, 'credentials'>;
  idempotency: Middleware;
  passwords: Passwords;
  seal: Seal;
  /** null: the operator set no provider. */
  oidc: OidcSettings | null;
  log: Logger;
  now: () => Date;
};

/** Access: the people who sign in, their sessions, and share links. */
export function accessModule(options: AccessOptions) {
  const { redis, directory, store, passwords, oidc, now } = options;
  const { credentials } = store;
  const sessions = new Sessions(redis, now);
  const holders = new Holders({ ...options, sessions });
  /** One request asks several times who sent it. */
  const found = new WeakMap<IncomingHttpHeaders, Promise<Holder | null>>();
  let cookie: Cookie | undefined;

  async function find(headers: IncomingHttpHeaders): Promise<Holder | null> {
    const bearer = bearerOf(headers);
    const secret = bearer || cookie?.read(headers);
    if (!secret) return null;
    await options.beCurrent();
    return bearer ? holders.ofBearer(bearer) : holders.ofSession(secret);
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
      /** Returns whether the sender still has the rights with which its request began. */
      async isCurrent(holder: Holder): Promise<boolean> {
        await options.beCurrent();
        return holders.isCurrent(holder);
      },
    },
    routes({ public: publicUrls }: Addresses): Route[] {
      const [publicUrl] = publicUrls;
      cookie = sessionCookie(publicUrl);
      const devices = new Devices(redis, now);
      const showSession = createShowSession({ directory, sessions, credentials });
      const secondFactor = new SecondFactor({ ...options, credentials });
      const ways = {
        ...{ directory, credentials, sessions, devices, showSession, passwords, cookie },
        throttle: new Throttle(redis, devices, now),
        checkSecondFactor: secondFactor.use.bind(secondFactor),
        deviceCookie: deviceCookie(publicUrl),
      };
      const signedIn = createSignedIn(ways);
      const passwordSignIn = new PasswordSignIn(ways, signedIn);
      const self = new Self({ ...ways, passwordSignIn, now });
      return [
        ...signInRoutes({
          ...{ publicUrls, passwordSignIn, oidc },
          hasPasskeys: relyingPartyOf(publicUrl) !== null,
          isSetUp: () => directory.count('people') > 0,
        }),
        ...sessionRoutes({ sessions, cookie, showSession }),
        ...otherWayRoutes({ ...options, credentials, sessions, secondFactor, self, signedIn, publicUrls }),
        ...peopleRoutes(options),
      ];
    },
  } satisfies Module & { service: object };
}

export type AccessModule = ReturnType<typeof accessModule>;
