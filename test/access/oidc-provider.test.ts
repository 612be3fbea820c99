import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OidcFlow, OidcProvider, OidcUnavailable, reasonOf } from '../../src/access/oidc-provider.ts';
import { CookieJar } from '../support/cookie-jar.ts';
import { signInOnPages, startOidcProvider, type TestProvider } from '../support/oidc.ts';

/** Nothing listens there: the tests only read the address to which the browser is sent. */
const CALLBACK = 'http://localhost:1/v1/session/oidc/callback';

let real: TestProvider;
let now: number;
let provider: OidcProvider;
beforeAll(async () => {
  real = await startOidcProvider(CALLBACK);
  real.accounts.set('ada', { email: 'Ada@Example.com', email_verified: true });
});
beforeEach(() => {
  now = Date.now();
  provider = at(real);
});
afterAll(() => real.stop());

function at({ env }: TestProvider, secret = env.OIDC_CLIENT_SECRET ?? ''): OidcProvider {
  const settings = { issuer: env.OIDC_ISSUER ?? '', clientId: 'ringtrail', clientSecret: secret, name: '' };
  return new OidcProvider(settings, CALLBACK, () => new Date(now));
}

/** Signs in on the provider's pages. Returns the query of the callback and the flow that it belongs to. */
async function come(name: string, from = provider): Promise<{ query: string; flow: OidcFlow }> {
  const { url, flow } = await from.begin();
  return { query: new URL(await signInOnPages(new CookieJar(), url, name)).search, flow };
}

describe('a sign-in by OpenID Connect', () => {
  it('sends the browser with state, nonce and a PKCE challenge, other ones each time', async () => {
    const { url, flow } = await provider.begin();
    const { searchParams } = new URL(url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      ...{ client_id: 'ringtrail', redirect_uri: CALLBACK, response_type: 'code' },
      ...{ state: flow.state, nonce: flow.nonce, code_challenge_method: 'S256' },
    });
    expect(searchParams.get('scope')?.split(' ')).toContain('openid');
    expect(url).not.toContain(flow.verifier);
    expect(Object.values((await provider.begin()).flow)).not.toContain(flow.state);
  });

  it('gives the verified e-mail address from the provider’s userinfo, in lower case', async () => {
    const { query, flow } = await come('ada');
    const account = await provider.finish(query, flow);
    expect(account).toEqual({ subject: JSON.stringify([real.issuer, 'ada']), email: 'ada@example.com' });
  });

  it('gives the verified e-mail address from the ID token', async () => {
    const other = await startOidcProvider(CALLBACK, { conformIdTokenClaims: false });
    try {
      other.accounts.set('eve', { email: 'eve@example.com', email_verified: true });
      const from = at(other);
      const { query, flow } = await come('eve', from);
      expect((await from.finish(query, flow)).email).toBe('eve@example.com');
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['an address that is not verified', { email: 'bob@example.com', email_verified: false }],
    ['an address about which the provider says nothing', { email: 'bob@example.com' }],
    ['no address', { email_verified: true }],
    ['a text that is no address', { email: 'bob', email_verified: true }],
  ])('gives no e-mail address for %s', async (_what, claims) => {
    real.accounts.set('bob', claims);
    const { query, flow } = await come('bob');
    expect((await provider.finish(query, flow)).email).toBeNull();
  });

  it('takes each code once', async () => {
    const { query, flow } = await come('ada');
    await provider.finish(query, flow);
    expect(await provider.finish(query, flow).catch(reasonOf)).toBe('invalid_grant');
  });

  it('is refused with another state, nonce or verifier, and with the code of another sign-in', async () => {
    const first = await come('ada');
    const second = await come('ada');
    const { state } = first.flow;
    await expect(provider.finish(first.query, second.flow)).rejects.toThrow();
    for (const flow of [
      { ...second.flow, state },
      { ...first.flow, nonce: 'x' },
      { ...first.flow, verifier: second.flow.verifier },
    ]) {
      const { query } = first;
      const refused = await provider.finish(query, flow).catch((error) => error);
      expect(refused).toBeInstanceOf(Error);
      expect(refused).not.toBeInstanceOf(OidcUnavailable);
    }
    await expect(provider.finish('', first.flow)).rejects.toThrow();
  });

  it('is refused when the provider refuses, or does not know the client', async () => {
    const { flow } = await provider.begin();
    const query = `?error=access_denied&state=${flow.state}&iss=${encodeURIComponent(real.issuer)}`;
    expect(await provider.finish(query, flow).catch(reasonOf)).toBe('access_denied');
    const wrong = at(real, 'another secret');
    const other = await come('ada', wrong);
    expect(await wrong.finish(other.query, other.flow).catch(reasonOf)).toBe(
      'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
    );
  });

  it('waits for a provider that is away, asks it again, and remembers its metadata for an hour', async () => {
    await real.stop();
    try {
      await expect(provider.begin()).rejects.toBeInstanceOf(OidcUnavailable);
      expect(await provider.begin().catch((error: Error) => error.message)).toBe('ECONNREFUSED');
    } finally {
      await real.start();
    }
    const { query, flow } = await come('ada');
    await real.stop();
    try {
      await provider.begin();
      await expect(provider.finish(query, flow)).rejects.toBeInstanceOf(OidcUnavailable);
      now += 3_600_001;
      await expect(provider.begin()).rejects.toBeInstanceOf(OidcUnavailable);
    } finally {
      await real.start();
    }
  });

  it('is refused when another issuer answers', async () => {
    const env = { ...real.env, OIDC_ISSUER: `${real.issuer}/other` };
    await expect(at({ ...real, env }).begin()).rejects.toBeInstanceOf(OidcUnavailable);
  });
});
