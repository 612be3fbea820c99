/** Sign-in by an OpenID Connect provider: the authorization code flow with PKCE, state and nonce. */
import type { Configuration, ServerMetadata } from 'openid-client';
import { emailSchema } from '../domain/records/person.ts';
import { createCache } from '../infra/cache.ts';
import { singleFlight } from '../infra/single-flight.ts';

export type OidcSettings = { issuer: string; clientId: string; clientSecret: string; name: string };

/** The account that the provider vouches for. */
export type OidcAccount = {
  /** The issuer and its name for the account, in one text. */
  subject: string;
  /** In lower case. null: the provider has not verified it, or says nothing. */
  email: string | null;
};

/** The facts by which the end of a sign-in is known to belong to its beginning. */
export type OidcFlow = { state: string; nonce: string; verifier: string };

/** The provider does not answer, or not as OpenID Connect Discovery 1.0 says. */
export class OidcUnavailable extends Error {
  override readonly name = 'OidcUnavailable';
}

const SCOPE = 'openid email profile';
/** Each request to the provider takes at most this long. A person waits for it. */
const TIMEOUT_SECONDS = 10;
const METADATA_MS = 3_600_000;

/** The package is loaded for the first sign-in: most installations have no provider. */
const openId = () => import('openid-client');

export class OidcProvider {
  readonly #settings: OidcSettings;
  readonly #redirectUri: string;
  readonly #known;
  readonly #discover = singleFlight<string, Configuration>(() => this.#read());

  /** @param redirectUri the address of the callback, as the provider has it */
  constructor(settings: OidcSettings, redirectUri: string, now: () => Date) {
    this.#settings = settings;
    this.#redirectUri = redirectUri;
    this.#known = createCache<Configuration>({ max: 1, ttlMs: METADATA_MS, now: () => now().getTime() });
  }

  /** Begins a sign-in. Returns the page of the provider to which the browser goes. Rejects with `OidcUnavailable`. */
  async begin(): Promise<{ url: string; flow: OidcFlow }> {
    const client = await openId();
    const configuration = await this.#configuration();
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: this.#redirectUri, scope: SCOPE, state: flow.state, nonce: flow.nonce },
      code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, flow };
  }

  /**
   * Exchanges the code of the callback for the account. Rejects with `OidcUnavailable`, and with another error when the provider
   * refuses or its answer does not belong to the flow.
   * @param query that of the callback's URL
   */
  async finish(query: string, { state, nonce, verifier }: OidcFlow): Promise<OidcAccount> {
    const client = await openId();
    const configuration = await this.#configuration();
    const callback = new URL(this.#redirectUri);
    callback.search = query;
    try {
      const tokens = await client.authorizationCodeGrant(configuration, callback, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      // Many providers keep the e-mail address out of the ID token.
      const facts =
        claims.email === undefined && configuration.serverMetadata().userinfo_endpoint
          ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : claims;
      return { subject: subjectOf(claims.iss, claims.sub), email: verifiedEmail(facts) };
    } catch (error) {
      throw isAway(error) ? new OidcUnavailable(reasonOf(error)) : error;
    }
  }

  async #configuration(): Promise<Configuration> {
    return this.#known.get('') ?? this.#discover('');
  }

  /** Reads the provider's metadata. A failure is not remembered: the next sign-in tries again. */
  async #read(): Promise<Configuration> {
    const client = await openId();
    const { issuer, clientId, clientSecret } = this.#settings;
    const execute = [client.enableNonRepudiationChecks];
    // The configuration takes http only for this machine.
    if (issuer.startsWith('http:')) execute.push(client.allowInsecureRequests);
    const authentication: Parameters<typeof client.discovery>[3] = (server, ...request) =>
      (takesSecretInHeader(server) ? client.ClientSecretBasic : client.ClientSecretPost)(clientSecret)(
        server,
        ...request,
      );
    try {
      const found = await client.discovery(new URL(issuer), clientId, undefined, authentication, {
        ...{ execute, timeout: TIMEOUT_SECONDS },
      });
      this.#known.set('', found);
      return found;
    } catch (error) {
      throw new OidcUnavailable(reasonOf(error));
    }
  }
}

function subjectOf(issuer: string, sub: string): string {
  return JSON.stringify([issuer, sub]);
}

/** Returns whether the subject is one of the issuer's. */
export function isOfIssuer(subject: string, issuer: string): boolean {
  return (JSON.parse(subject) as [string])[0] === issuer;
}

/** The header is the default of OpenID Connect Discovery 1.0. */
function takesSecretInHeader({ token_endpoint_auth_methods_supported: methods }: ServerMetadata): boolean {
  return methods === undefined || methods.includes('client_secret_basic');
}

/** Some providers write the boolean as a text. */
function verifiedEmail({ email, email_verified: isVerified }: Record<string, unknown>): string | null {
  if (isVerified !== true && isVerified !== 'true') return null;
  return emailSchema.safeParse(email).data ?? null;
}

const AWAY = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON'];

function isAway(error: unknown): boolean {
  const { code } = error as { code?: string };
  return isUnconnected(error) || (code !== undefined && AWAY.includes(code));
}

/** Fetch gives the cause of a failed connection to its error. */
function isUnconnected(error: unknown): boolean {
  return error instanceof TypeError && error.cause !== undefined;
}

/** Returns the kind of the error. Its message and its cause may hold codes and tokens. */
export function reasonOf(error: unknown): string {
  const {
    code,
    error: refusal,
    cause,
  } = error as { code?: string; error?: string; cause?: { code?: string } };
  return refusal ?? (isUnconnected(error) ? cause?.code : undefined) ?? code ?? (error as Error).name;
}
