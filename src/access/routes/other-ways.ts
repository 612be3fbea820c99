import type { Logger } from 'pino';
import type { RedisClient } from '../../infra/redis-client.ts';
import type { Route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import { flowCookie } from '../cookie.ts';
import type { CredentialStore } from '../credentials.ts';
import { FlowLimit } from '../flow-limit.ts';
import { Flows } from '../flows.ts';
import { personOfAccount } from '../oidc-person.ts';
import { isOfIssuer, type OidcFlow, OidcProvider, type OidcSettings } from '../oidc-provider.ts';
import { CHALLENGE_MS, Passkeys } from '../passkeys.ts';
import { relyingPartyOf } from '../relying-party.ts';
import type { SecondFactor } from '../second-factor.ts';
import type { Self } from '../self.ts';
import type { Sessions } from '../sessions.ts';
import type { SignPersonIn } from '../sign-in.ts';
import { OIDC_CALLBACK, oidcRoutes } from './oidc.ts';
import { passkeyRoutes } from './passkeys.ts';
import { secondFactorRoutes } from './second-factor.ts';

/** A person has this long to sign in at the provider. */
const OIDC_FLOW_MS = 600_000;

export type OtherWayOptions = {
  redis: RedisClient;
  directory: Directory;
  credentials: CredentialStore;
  sessions: Sessions;
  secondFactor: SecondFactor;
  self: Self;
  signedIn: SignPersonIn;
  publicUrls: readonly [string, ...string[]];
  /** null: the operator set no provider. */
  oidc: OidcSettings | null;
  log: Logger;
  now: () => Date;
};

/** Returns the routes of the second factor, and of sign-ins without a password. */
export function otherWayRoutes(options: OtherWayOptions): Route[] {
  const { redis, directory, credentials, publicUrls, oidc, now } = options;
  const [publicUrl] = publicUrls;
  const party = relyingPartyOf(publicUrl);
  const limit = new FlowLimit(redis, now);
  return [
    ...secondFactorRoutes(options),
    ...passkeyRoutes({
      ...options,
      ...{ limit, passkeys: party && new Passkeys({ ...options, party }) },
      cookie: flowCookie(publicUrl, 'passkey', CHALLENGE_MS),
      findPerson: (id) => directory.get('people', id),
      hasOtherWay: ({ password, subject }) =>
        password !== null || (oidc !== null && subject !== null && isOfIssuer(subject, oidc.issuer)),
    }),
    ...oidcRoutes({
      ...options,
      ...{ limit, publicUrl },
      provider: oidc && new OidcProvider(oidc, publicUrl + OIDC_CALLBACK, now),
      flows: new Flows<OidcFlow>(redis, 'oidc', OIDC_FLOW_MS),
      cookie: flowCookie(publicUrl, 'oidc', OIDC_FLOW_MS),
      findPerson: (account) => personOfAccount(account, directory, credentials),
    }),
  ];
}
