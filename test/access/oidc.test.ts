import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentialsOf } from '../../src/access/credentials.ts';
import { type AccessRig, ADMIN_KEY, Browser, startAccessRig } from '../support/access-rig.ts';
import { CookieJar } from '../support/cookie-jar.ts';
import { signInOnPages, startOidcProvider, type TestProvider } from '../support/oidc.ts';

const BASE = 'http://localhost:8080';
const CALLBACK = `${BASE}/v1/session/oidc/callback`;
const HOME = `${BASE}/`;
const refusal = (problem: string) => `${BASE}/sign-in?problem=${problem}`;

let real: TestProvider;
let rig: AccessRig;
let browser: Browser;
beforeAll(async () => {
  real = await startOidcProvider(CALLBACK);
  const {
    OIDC_ISSUER: issuer = '',
    OIDC_CLIENT_ID: clientId = '',
    OIDC_CLIENT_SECRET: clientSecret = '',
  } = real.env;
  rig = await startAccessRig(undefined, { oidc: { issuer, clientId, clientSecret, name: 'Test Login' } });
  // The provider's tokens are of today.
  rig.clock.now = Date.now();
});
beforeEach(async () => {
  browser = new Browser();
  real.accounts.clear();
  real.accounts.set('anna', { email: 'anna@shop.example', email_verified: true });
  for (const { id } of [...rig.directory.all('people')]) {
    await rig.store.people.remove(id);
    await rig.store.credentials.remove(id);
    rig.directory.remove('people', id);
  }
});
afterAll(async () => {
  await rig.stop();
  await real.stop();
});

/** Begins a sign-in and signs in on the provider's pages. Returns the path of the callback. */
async function goTo(name: string, from = browser): Promise<string> {
  const begun = await rig.send('get', '/v1/session/oidc', { browser: from });
  expect(begun.status).toBe(302);
  const callback = await signInOnPages(new CookieJar(), begun.headers.location ?? '', name);
  expect(callback).toContain(`${CALLBACK}?`);
  return callback.slice(BASE.length);
}

/** Comes back from the provider. Returns the page to which the browser is sent. */
async function comeBack(path: string, from = browser): Promise<string | undefined> {
  const answer = await rig.send('get', path, { browser: from });
  expect(answer.status).toBe(302);
  return answer.headers.location;
}

const signInAs = async (name: string, from = browser) => comeBack(await goTo(name, from), from);
const isIn = async (from = browser) =>
  (await rig.send('get', '/v1/session', { browser: from })).status === 200;
const subjectOf = async (person: string) => (await credentialsOf(rig.store.credentials, person)).subject;

/** Adds a person for another client with the same address. */
function addTwin(person: ReturnType<AccessRig['directory']['peopleWithEmail']>[number], more: object) {
  const twin = { ...person, ...more };
  rig.directory.put('people', twin);
  return twin;
}

describe('a sign-in at an OpenID Connect provider', () => {
  it('lets an invited person in, and binds the person to the account', async () => {
    const { id } = await rig.addPerson();
    expect(await signInAs('anna')).toBe(HOME);
    const { body } = await rig.send('get', '/v1/session', { browser });
    expect(body).toMatchObject({ kind: 'person', id, email: 'anna@shop.example' });
    expect(await subjectOf(id)).toBe(JSON.stringify([real.issuer, 'anna']));
    const again = new Browser();
    expect(await signInAs('anna', again)).toBe(HOME);
    expect(await isIn(again)).toBe(true);
  });

  it('lets in a person who has not used the invitation yet', async () => {
    const { id } = await rig.addPerson();
    await rig.store.credentials.remove(id);
    expect(await signInAs('anna')).toBe(HOME);
    expect(await isIn()).toBe(true);
  });

  it('needs no code of Ringtrail’s second factor: the provider has its own', async () => {
    await rig.addSecondFactor((await rig.addPerson()).id);
    expect(await signInAs('anna')).toBe(HOME);
    expect(await isIn()).toBe(true);
  });

  it('is named on the sign-in page', async () => {
    expect((await rig.send('get', '/v1/sign-in')).body.oidc).toEqual({ name: 'Test Login' });
  });

  it('keeps everybody out who was not invited', async () => {
    await rig.addPerson();
    real.accounts.set('eve', { email: 'eve@shop.example', email_verified: true });
    expect(await signInAs('eve')).toBe(refusal('oidc_unknown'));
    expect(await isIn()).toBe(false);
    expect(rig.directory.count('people')).toBe(1);
  });

  it('keeps an account out whose e-mail address the provider has not verified', async () => {
    const { id } = await rig.addPerson();
    real.accounts.set('eve', { email: 'anna@shop.example', email_verified: false });
    expect(await signInAs('eve')).toBe(refusal('oidc_unverified'));
    expect(await isIn()).toBe(false);
    expect(await subjectOf(id)).toBeNull();
  });

  it('keeps another account with the same e-mail address out', async () => {
    const { id } = await rig.addPerson();
    await signInAs('anna');
    real.accounts.set('anna-again', { email: 'anna@shop.example', email_verified: true });
    const other = new Browser();
    expect(await signInAs('anna-again', other)).toBe(refusal('oidc_changed'));
    expect(await isIn(other)).toBe(false);
    expect(await subjectOf(id)).toBe(JSON.stringify([real.issuer, 'anna']));
  });

  it('lets another account in once its person was invited again', async () => {
    const { id } = await rig.addPerson();
    await signInAs('anna');
    const { body } = await rig.send('post', `/v1/people/${id}/invitation`, { key: ADMIN_KEY });
    const ticket = new URL(body.url).hash.slice(1);
    await rig.send('post', '/v1/tickets/use', { body: { ticket, password: 'eleven herons in the reeds' } });
    real.accounts.set('anna-again', { email: 'anna@shop.example', email_verified: true });
    expect(await signInAs('anna-again')).toBe(HOME);
    expect(await subjectOf(id)).toBe(JSON.stringify([real.issuer, 'anna-again']));
  });

  it('keeps another account out also where the address has a second person, who is bound to none', async () => {
    const bound = await rig.addPerson({ providers: null });
    await signInAs('anna');
    rig.directory.put('people', { ...bound, providers: ['prov_1'] });
    const free = addTwin(bound, { id: 'per_free', providers: null });
    real.accounts.set('anna-again', { email: 'anna@shop.example', email_verified: true });
    expect(await signInAs('anna-again', new Browser())).toBe(refusal('oidc_changed'));
    expect(await subjectOf(free.id)).toBeNull();
  });

  it('keeps a person out whose e-mail address has changed at the provider', async () => {
    await rig.addPerson();
    await signInAs('anna');
    real.accounts.set('anna', { email: 'anna.berg@shop.example', email_verified: true });
    expect(await signInAs('anna', new Browser())).toBe(refusal('oidc_unknown'));
  });

  it('binds one of two accounts that come at the same moment', async () => {
    const { id } = await rig.addPerson();
    real.accounts.set('twin', { email: 'anna@shop.example', email_verified: true });
    const [first, second] = [new Browser(), new Browser()];
    const paths = [await goTo('anna', first), await goTo('twin', second)] as const;
    const ends = await Promise.all([comeBack(paths[0], first), comeBack(paths[1], second)]);
    expect(ends.toSorted()).toEqual([HOME, refusal('oidc_changed')].toSorted());
    expect(await subjectOf(id)).toContain(ends[0] === HOME ? 'anna' : 'twin');
  });

  it('takes the person of the whole installation among several with the address, else the oldest, and then the bound one', async () => {
    const whole = await rig.addPerson();
    const older = addTwin(whole, { id: 'per_0', providers: ['prov_1'] });
    await signInAs('anna');
    expect((await rig.send('get', '/v1/session', { browser })).body.id).toBe(whole.id);
    rig.directory.put('people', { ...whole, providers: ['prov_2'] });
    addTwin(whole, { id: 'per_1', providers: null });
    const second = new Browser();
    await signInAs('anna', second);
    expect((await rig.send('get', '/v1/session', { browser: second })).body.id).toBe(whole.id);
    rig.directory.remove('people', whole.id);
    rig.directory.remove('people', 'per_1');
    const third = new Browser();
    await signInAs('anna', third);
    expect((await rig.send('get', '/v1/session', { browser: third })).body.id).toBe(older.id);
    await rig.store.credentials.remove(older.id);
    await rig.store.credentials.remove(whole.id);
  });
});

describe('the callback', () => {
  it('counts once', async () => {
    await rig.addPerson();
    const path = await goTo('anna');
    expect(await comeBack(path)).toBe(HOME);
    const replay = new Browser();
    for (const [name, value] of browser.cookies) if (name.includes('oidc')) replay.cookies.set(name, value);
    expect(replay.cookies.size).toBe(1);
    expect(await comeBack(path, replay)).toBe(refusal('oidc_expired'));
    expect(await isIn(replay)).toBe(false);
  });

  it('counts in the browser alone that has begun', async () => {
    await rig.addPerson();
    const path = await goTo('anna');
    const victim = new Browser();
    expect(await comeBack(path, victim)).toBe(refusal('oidc_expired'));
    await rig.send('get', '/v1/session/oidc', { browser: victim });
    expect(await comeBack(path, victim)).toBe(refusal('oidc_failed'));
    expect(await isIn(victim)).toBe(false);
  });

  it('is refused with another state, with another code and without one', async () => {
    await rig.addPerson();
    for (const change of [
      (query: URLSearchParams) => query.set('state', 'another'),
      (query: URLSearchParams) => query.set('code', 'another'),
      (query: URLSearchParams) => query.delete('code'),
      (query: URLSearchParams) => query.delete('state'),
      (query: URLSearchParams) => query.set('iss', 'https://evil.example'),
    ]) {
      const url = new URL(BASE + (await goTo('anna')));
      change(url.searchParams);
      expect(await comeBack(url.pathname + url.search)).toBe(refusal('oidc_failed'));
      expect(await isIn()).toBe(false);
    }
    const { headers } = await rig.send('get', '/v1/session/oidc', { browser });
    const state = new URL(headers.location ?? '').searchParams.get('state');
    const aborted = `/v1/session/oidc/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(real.issuer)}`;
    expect(await comeBack(aborted)).toBe(refusal('oidc_failed'));
    expect(rig.lines.join('\n')).toContain('access_denied');
  });
});

it('while the provider is away, the browser comes back to the sign-in page, and the log has no secret', async () => {
  await rig.addPerson();
  const path = await goTo('anna');
  await real.stop();
  try {
    expect(await comeBack(path)).toBe(refusal('oidc_unavailable'));
    rig.clock.now += 2 * 3_600_000;
    expect(await comeBack('/v1/session/oidc')).toBe(refusal('oidc_unavailable'));
  } finally {
    await real.start();
    rig.clock.now = Date.now();
  }
  expect(await signInAs('anna')).toBe(HOME);
  const code = new URL(BASE + path).searchParams.get('code') ?? 'none';
  const log = rig.lines.join('\n');
  expect(log).toContain('ECONNREFUSED');
  for (const secret of [code, real.env.OIDC_CLIENT_SECRET ?? '', 'anna@shop.example'])
    expect(log).not.toContain(secret);
});

it('too many sign-ins of one address, and those while Redis is away, lead to the sign-in page', async () => {
  const path = await goTo('anna');
  for (let begun = 0; begun < 120; begun++)
    await rig.send('get', '/v1/session/oidc', { address: '198.51.100.77' });
  const limited = await rig.send('get', '/v1/session/oidc', { address: '198.51.100.77' });
  expect([limited.status, limited.headers.location]).toEqual([302, refusal('oidc_limited')]);
  await rig.redis.kill();
  try {
    expect(await comeBack('/v1/session/oidc')).toBe(refusal('oidc_away'));
    expect(await comeBack(path)).toBe(refusal('oidc_away'));
  } finally {
    await rig.redis.start();
  }
});
