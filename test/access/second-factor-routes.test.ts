import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AccessRig, ADMIN_KEY, Browser, PASSWORD, startAccessRig } from '../support/access-rig.ts';

let rig: AccessRig;
let browser: Browser;
let email: string;
let person: string;
let people = 0;
beforeAll(async () => {
  rig = await startAccessRig();
});
beforeEach(async () => {
  people += 1;
  email = `anna${people}@shop.example`;
  person = (await rig.addPerson({ email })).id;
  browser = await comeIn();
});
afterAll(() => rig.stop());

async function comeIn(more: object = {}): Promise<Browser> {
  const fresh = new Browser();
  const { status } = await rig.signIn({ email, ...more }, { browser: fresh });
  expect(status).toBe(201);
  return fresh;
}

const post = (path: string, body: object, from = browser) => rig.send('post', path, { browser: from, body });

function codeOf(secret: string): string {
  return TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: rig.clock.now });
}

/** Sets the second factor up. A minute later, codes are other ones. */
async function setUp(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { body } = await post('/v1/session/totp', { password: PASSWORD });
  const confirmed = await post('/v1/session/totp/confirm', { code: codeOf(body.secret) });
  expect(confirmed.status).toBe(200);
  rig.clock.now += 60_000;
  return { secret: body.secret, ...confirmed.body };
}

describe('a second factor', () => {
  it('needs the password, and is in force once a code has confirmed it', async () => {
    const wrong = await post('/v1/session/totp', { password: 'another long password' });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'sign_in_failed' } });
    const { status, body } = await post('/v1/session/totp', { password: PASSWORD });
    expect(status).toBe(200);
    expect(body.uri).toContain(body.secret);
    await comeIn();
    expect((await post('/v1/session/totp/confirm', { code: '000000' })).body.code).toBe('sign_in_failed');
    const { body: codes } = await post('/v1/session/totp/confirm', { code: codeOf(body.secret) });
    expect(codes.recoveryCodes).toHaveLength(10);
    expect((await rig.signIn({ email })).body.code).toBe('second_factor_required');
    rig.clock.now += 60_000;
    await comeIn({ code: codeOf(body.secret) });
    await comeIn({ code: codes.recoveryCodes[0] });
    expect((await rig.signIn({ email, code: codes.recoveryCodes[0] })).body.code).toBe('sign_in_failed');
    expect(rig.lines.join('\n')).not.toContain(body.secret);
  });

  it('is refused twice with the same code', async () => {
    const { secret } = await setUp();
    const code = codeOf(secret);
    await comeIn({ code });
    expect((await rig.signIn({ email, code })).body.code).toBe('sign_in_failed');
  });

  it('ends the person’s other sessions when it is confirmed and when it is removed', async () => {
    const other = await comeIn();
    const { recoveryCodes } = await setUp();
    const isIn = async (one: Browser) => (await rig.send('get', '/v1/session', { browser: one })).status;
    expect([await isIn(browser), await isIn(other)]).toEqual([200, 401]);
    const third = await comeIn({ code: recoveryCodes[0] });
    expect((await post('/v1/session/totp/removal', { password: 'wrong' })).status).toBe(401);
    expect(await isIn(third)).toBe(200);
    expect((await post('/v1/session/totp/removal', { password: PASSWORD })).status).toBe(204);
    expect([await isIn(browser), await isIn(third)]).toEqual([200, 401]);
    await comeIn();
  });

  it('makes guesses of codes and passwords wait', async () => {
    const { body } = await post('/v1/session/totp', { password: PASSWORD });
    const stranger = new Browser();
    // The browser in which the person signed in has a counter of its own.
    stranger.cookies.set('ringtrail-8080', browser.cookies.get('ringtrail-8080') ?? '');
    stranger.csrfToken = browser.csrfToken;
    const guesses: number[] = [];
    for (let i = 0; i < 6; i++)
      guesses.push((await post('/v1/session/totp/confirm', { code: '000000' }, stranger)).status);
    expect(guesses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await post('/v1/session/totp', { password: PASSWORD }, stranger)).status).toBe(429);
    expect((await post('/v1/session/totp/confirm', { code: codeOf(body.secret) })).status).toBe(200);
  });

  it('is of people alone, and needs the CSRF token', async () => {
    const body = { password: PASSWORD };
    const byKey = await rig.send('post', '/v1/session/totp', { body, key: ADMIN_KEY });
    expect(byKey).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const { csrfToken } = browser;
    browser.csrfToken = '';
    expect((await post('/v1/session/totp', body)).status).toBe(403);
    browser.csrfToken = csrfToken;
  });

  it('is refused to a person without a password', async () => {
    const own = await rig.store.credentials.get(person);
    if (own) await rig.store.credentials.change(own, { password: null });
    expect((await post('/v1/session/totp', { password: PASSWORD })).status).toBe(401);
  });
});

describe('DELETE /v1/people/{id}/second-factor', () => {
  const remove = (from: Browser, id = person) =>
    rig.send('delete', `/v1/people/${id}/second-factor`, { browser: from });

  async function signedInAs(
    role: 'owner' | 'manager' | 'analyst',
    providers: string[] | null,
  ): Promise<Browser> {
    const other = `${role}${people}@shop.example`;
    const added = await rig.addPerson({ email: other, role, providers: null });
    if (providers) rig.directory.put('people', { ...added, providers });
    const fresh = new Browser();
    await rig.signIn({ email: other }, { browser: fresh });
    return fresh;
  }

  it('lets the person sign in without a code, and ends the person’s sessions', async () => {
    await setUp();
    const owner = await signedInAs('owner', null);
    expect((await remove(owner)).status).toBe(204);
    expect((await rig.send('get', '/v1/session', { browser })).status).toBe(401);
    await comeIn();
    expect((await remove(owner)).status).toBe(204);
    expect((await remove(owner, 'per_unknown')).status).toBe(404);
  });

  it('is refused to people who may do less than the person, lack the scope or do not see the person', async () => {
    await setUp();
    expect((await remove(await signedInAs('manager', null))).body.code).toBe('forbidden');
    expect((await remove(await signedInAs('analyst', null))).body.code).toBe('forbidden');
    people += 1;
    expect((await remove(await signedInAs('owner', ['prov_other']))).status).toBe(404);
    expect((await rig.signIn({ email })).body.code).toBe('second_factor_required');
  });
});
