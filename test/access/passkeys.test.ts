import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, NO_CHROMIUM, startChromium } from '../support/chromium.ts';
import { signedInPerson } from '../support/people.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';

/** An origin of the same host: browsers let its pages use passkeys of the host. */
const OTHER_ORIGIN = 'http://localhost:1';

type Answer = { status: number; body: Record<string, unknown> };
type Options = Record<string, unknown>;

if (!findChromium()) console.warn(`skipped: ${NO_CHROMIUM}`);

describe.skipIf(!findChromium())('a passkey in Chromium', () => {
  let redis: TestRedis;
  let ringtrail: Ringtrail;
  let chromium: Awaited<ReturnType<typeof startChromium>>;
  let context: BrowserContext;
  let page: Page;
  let cdp: CDPSession;
  let authenticatorId: string;
  let headers: Record<string, string>;
  let person: string;
  let people = 0;

  beforeAll(async () => {
    redis = await startTestRedis();
    [ringtrail, chromium] = await Promise.all([
      startRingtrail({ env: { REDIS_URL: redis.url, REQUIRE_SECOND_FACTOR: 'on' } }),
      startChromium(),
    ]);
  });
  afterAll(async () => {
    await chromium?.stop();
    await ringtrail?.stop();
    await redis?.remove();
  });

  beforeEach(async () => {
    context = await chromium.browser.newContext();
    page = await context.newPage();
    // A page of the gateway's origin, and one of another origin of the same host.
    await context.route('**/page-of-the-test', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<title>A page of the test</title>' }),
    );
    await page.goto(`${ringtrail.publicUrl}/page-of-the-test`);
    cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal' },
        ...{ hasResidentKey: true, hasUserVerification: true, isUserVerified: true },
        automaticPresenceSimulation: true,
      },
    }));
    people += 1;
    const email = `anna${people}@shop.example`;
    const signedIn = await signedInPerson(ringtrail, redis.client, { email, role: 'owner' });
    person = signedIn.id;
    headers = signedIn.credentials.headers ?? {};
    await setCookie();
    return () => context.close();
  });

  /** Gives the browser the cookie of the person's session. */
  async function setCookie(): Promise<void> {
    const [name = '', value = ''] = (headers.Cookie ?? '').split('=');
    await context.addCookies([{ name, value, url: ringtrail.publicUrl }]);
  }

  /** Sends a request as a script of the page. */
  const ask = (method: string, path: string, body?: unknown): Promise<Answer> =>
    page.evaluate(
      async ([method, path, body, token]) => {
        const answer = await fetch(path, {
          method,
          headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        return { status: answer.status, body: answer.status === 204 ? {} : await answer.json() };
      },
      [method, path, body, headers['X-CSRF-Token'] ?? ''] as const,
    );

  const create = (options: Options): Promise<unknown> =>
    page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as never);
      return ((await navigator.credentials.create({ publicKey })) as PublicKeyCredential).toJSON();
    }, options);

  const assert = (options: Options): Promise<unknown> =>
    page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as never);
      return ((await navigator.credentials.get({ publicKey })) as PublicKeyCredential).toJSON();
    }, options);

  async function register(name: string): Promise<Answer> {
    const { body: options } = await ask('POST', '/v1/passkeys/options');
    return ask('POST', '/v1/passkeys', { name, response: await create(options) });
  }

  const begin = async () => (await ask('POST', '/v1/session/passkey/options')).body;
  const finish = (response: unknown) => ask('POST', '/v1/session/passkey', { response });

  /** Takes the person's session from the browser, and waits for a passkey's sign-in. */
  async function signOut(): Promise<void> {
    await context.clearCookies();
  }

  it('is made, listed with its name, and signs its person in without e-mail, password or code', async () => {
    const made = await register('Laptop');
    expect(made).toMatchObject({ status: 201, body: { name: 'Laptop', usedAt: null } });
    await signOut();
    expect((await ask('GET', '/v1/session')).status).toBe(401);
    const { status, body } = await finish(await assert(await begin()));
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'person', id: person, role: 'owner' });
    const own = await ask('GET', '/v1/session');
    expect(own.body).toEqual(body);
    const { body: listed } = await ask('GET', '/v1/passkeys');
    expect(listed.data).toEqual([{ ...made.body, usedAt: expect.any(String) }]);
    const stored = (await redis.client.hvals(`ringtrail:sessions:${person}`)).map(
      (text) => JSON.parse(text).way,
    );
    expect(stored.toSorted()).toEqual(['passkey', 'password']);
  });

  it('is a second factor, in the session that made it and after a sign-in by it', async () => {
    expect((await ask('GET', '/v1/people')).body.code).toBe('second_factor_missing');
    await register('Laptop');
    expect((await ask('GET', '/v1/people')).status).toBe(200);
    await signOut();
    await finish(await assert(await begin()));
    expect((await ask('GET', '/v1/session')).body.needsSecondFactor).toBe(false);
  });

  it('is asked to verify its person, and names its person by itself', async () => {
    const { body: options } = await ask('POST', '/v1/passkeys/options');
    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Ringtrail' },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    expect(await begin()).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(await begin()).not.toHaveProperty('allowCredentials');
  });

  it('gives an answer that counts once', async () => {
    await register('Laptop');
    await signOut();
    const answer = await assert(await begin());
    const cookies = await context.cookies();
    expect((await finish(answer)).status).toBe(201);
    await signOut();
    await context.addCookies(cookies);
    expect((await finish(answer)).body.code).toBe('sign_in_failed');
    await begin();
    expect((await finish(answer)).body.code).toBe('sign_in_failed');
    expect((await ask('GET', '/v1/session')).status).toBe(401);
  });

  it('gives an answer that counts in the browser alone that has begun, and for five minutes', async () => {
    await register('Laptop');
    await signOut();
    const answer = await assert(await begin());
    const [key = ''] = await redis.client.keys('ringtrail:flow:passkey-sign-in:*');
    const left = await redis.client.pttl(key);
    expect(left).toBeGreaterThan(240_000);
    expect(left).toBeLessThanOrEqual(300_000);
    await signOut();
    expect((await finish(answer)).body.code).toBe('sign_in_failed');
    const later = await assert(await begin());
    await redis.client.del(await redis.client.keys('ringtrail:flow:passkey-sign-in:*'));
    expect((await finish(later)).body.code).toBe('sign_in_failed');
  });

  it('is refused from a page of another origin, to be made and to sign in', async () => {
    const { body: options } = await ask('POST', '/v1/passkeys/options');
    await page.goto(`${OTHER_ORIGIN}/page-of-the-test`);
    const elsewhere = await create(options);
    await page.goto(`${ringtrail.publicUrl}/page-of-the-test`);
    const refused = await ask('POST', '/v1/passkeys', { name: 'Elsewhere', response: elsewhere });
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    await register('Laptop');
    await signOut();
    const request = await begin();
    await page.goto(`${OTHER_ORIGIN}/page-of-the-test`);
    const answer = await assert(request);
    await page.goto(`${ringtrail.publicUrl}/page-of-the-test`);
    expect((await finish(answer)).body.code).toBe('sign_in_failed');
  });

  it('is refused when the authenticator has not verified its person', async () => {
    await register('Laptop');
    await signOut();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    const answer = await assert({ ...(await begin()), userVerification: 'discouraged' });
    expect((await finish(answer)).body.code).toBe('sign_in_failed');
  });

  it('is refused when its signature count goes back, as that of a copy does', async () => {
    await register('Laptop');
    const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
    const [copy] = credentials;
    if (!copy) throw new Error('the authenticator has no passkey');
    for (let i = 0; i < 2; i++) {
      await signOut();
      expect((await finish(await assert(await begin()))).status).toBe(201);
    }
    await cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId: copy.credentialId });
    await cdp.send('WebAuthn.addCredential', { authenticatorId, credential: { ...copy, signCount: 0 } });
    await signOut();
    expect((await finish(await assert(await begin()))).body.code).toBe('sign_in_failed');
    await expect
      .poll(() => ringtrail.output())
      .toContain('a passkey was refused: its signature count did not rise');
  });

  it('of somebody who was removed signs nobody in', async () => {
    await register('Laptop');
    await signOut();
    const answer = await assert(await begin());
    expect(
      (
        await ringtrail.api('POST', '/v1/people', {
          body: { email: `owner${people}@shop.example`, name: 'Another owner', role: 'owner' },
        })
      ).status,
    ).toBe(201);
    expect((await ringtrail.api('DELETE', `/v1/people/${person}`)).status).toBe(204);
    expect((await finish(answer)).body.code).toBe('sign_in_failed');
  });

  it('is one of several, and the last way to sign in cannot be removed', async () => {
    const { body: first } = await register('Laptop');
    const last = await ask('DELETE', `/v1/passkeys/${first.id}`);
    expect(last).toMatchObject({ status: 409, body: { code: 'in_use' } });
    await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    ({ authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'usb', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    }));
    const { body: second } = await register('Key ring');
    expect((await ask('DELETE', '/v1/passkeys/unknown')).status).toBe(404);
    expect((await ask('DELETE', `/v1/passkeys/${first.id}`)).status).toBe(204);
    expect((await ask('GET', '/v1/passkeys')).body.data).toMatchObject([{ id: second.id, name: 'Key ring' }]);
    await signOut();
    expect((await finish(await assert(await begin()))).body.id).toBe(person);
  });

  it('is not made twice on one authenticator, nor from an answer to earlier options', async () => {
    await register('Laptop');
    const { body: options } = await ask('POST', '/v1/passkeys/options');
    await expect(create(options)).rejects.toThrow('InvalidStateError');
    const { body: earlier } = await ask('POST', '/v1/passkeys/options');
    const response = await create({ ...earlier, excludeCredentials: [] });
    await ask('POST', '/v1/passkeys/options');
    expect((await ask('POST', '/v1/passkeys', { name: 'Late', response })).status).toBe(400);
  });
});
