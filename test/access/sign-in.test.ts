import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeCredentials } from '../../src/access/credentials.ts';
import { Passwords } from '../../src/access/passwords.ts';
import { newCredentials } from '../../src/domain/credentials.ts';
import {
  type AccessRig,
  ADMIN_KEY,
  Browser,
  CHEAP,
  PASSWORD,
  startAccessRig,
} from '../support/access-rig.ts';

let rig: AccessRig;
beforeAll(async () => {
  rig = await startAccessRig();
});
beforeEach(async () => {
  await rig.clear();
});
afterAll(() => rig.stop());

describe('a sign-in', () => {
  it('with the right password begins a session of this person', async () => {
    const { id } = await rig.addPerson();
    const browser = new Browser();
    const { status, body, headers } = await rig.signIn({ email: ' Anna@Shop.example ' }, { browser });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'person', id, name: 'Anna Berg', email: 'anna@shop.example' });
    expect(body).toMatchObject({
      role: 'owner',
      hasSecondFactor: false,
      expiresAt: '2026-03-15T12:00:00.000Z',
    });
    expect(headers['set-cookie']?.[0]).toMatch(/^ringtrail-8080=per_.+; HttpOnly; SameSite=Lax/);
    const own = await rig.send('get', '/v1/session', { browser });
    expect(own.body).toEqual(body);
  });

  it('is refused in the same words for a wrong password, an unknown address and a person without a password', async () => {
    await rig.addPerson();
    const invited = await rig.addPerson({ email: 'ben@shop.example' });
    await rig.store.credentials.remove(invited.id);
    const answers = [
      await rig.signIn({ password: 'another long password' }),
      await rig.signIn({ email: 'nobody@shop.example' }),
      await rig.signIn({ email: 'ben@shop.example' }),
    ];
    for (const { status, body, headers } of answers) {
      expect(status).toBe(401);
      expect(headers['set-cookie']).toBeUndefined();
      expect({ ...body, requestId: '' }).toEqual({ ...answers[0]?.body, requestId: '' });
      expect(body).toMatchObject({ code: 'sign_in_failed', detail: 'E-mail, password or code is wrong.' });
    }
  });

  it('with an address of two people signs in the one whose password it is', async () => {
    const first = await rig.addPerson({ providers: null });
    const second = { ...first, id: 'per_second', name: 'Anna at another client' };
    await rig.store.people.add(second);
    rig.directory.put('people', second);
    const hashed = await new Passwords(CHEAP).hash('another harbour in the north');
    await rig.store.credentials.add({ ...newCredentials(second.id), password: hashed });
    expect((await rig.signIn({})).body.id).toBe(first.id);
    expect((await rig.signIn({ password: 'another harbour in the north' })).body.id).toBe(second.id);
  });

  it('takes the same password in another Unicode form', async () => {
    await rig.addPerson({}, 'ein weiter Weg am Ufer für Ängstliche');
    const decomposed = 'ein weiter Weg am Ufer für Ängstliche'.normalize('NFD');
    expect((await rig.signIn({ password: decomposed })).status).toBe(201);
  });

  it('needs the code of a second factor after the right password, and only then says so', async () => {
    const { id } = await rig.addPerson();
    const { codeNow } = await rig.addSecondFactor(id);
    expect((await rig.signIn({ password: 'a wrong password' })).body.code).toBe('sign_in_failed');
    const refused = await rig.signIn({});
    expect(refused).toMatchObject({ status: 401, body: { code: 'second_factor_required' } });
    expect(refused.headers['set-cookie']).toBeUndefined();
    expect((await rig.signIn({ code: '000000' })).body.code).toBe('sign_in_failed');
    expect((await rig.signIn({ code: codeNow() })).body).toMatchObject({ id, hasSecondFactor: true });
  });

  it('hashes the password again where the hash has another cost', async () => {
    const { id } = await rig.addPerson();
    const password = await new Passwords({ ...CHEAP, memoryCost: 32 }).hash(PASSWORD);
    await changeCredentials(rig.store.credentials, id, () => ({ password }));
    expect((await rig.signIn({})).status).toBe(201);
    expect((await rig.store.credentials.get(id))?.password).toContain(
      `$argon2id$v=19$m=${CHEAP.memoryCost},`,
    );
    expect((await rig.signIn({})).status).toBe(201);
  });

  it('ends the session that the browser had', async () => {
    await rig.addPerson();
    const browser = new Browser();
    await rig.signIn({}, { browser });
    const former = new Browser();
    for (const [name, value] of browser.cookies) former.cookies.set(name, value);
    await rig.signIn({}, { browser });
    expect((await rig.send('get', '/v1/session', { browser: former })).status).toBe(401);
    expect((await rig.send('get', '/v1/session', { browser })).status).toBe(200);
  });

  it.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
  ])('of a page elsewhere is refused: %j', async (headers) => {
    await rig.addPerson();
    const answer = await rig.signIn({}, { headers });
    expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:8080' }],
    [{ 'Sec-Fetch-Site': 'none' }],
    [{ Origin: 'http://localhost:8080' }],
  ])('of its own page is taken: %j', async (headers) => {
    await rig.addPerson();
    expect((await rig.signIn({}, { headers })).status).toBe(201);
  });
});

describe('GET /v1/sign-in', () => {
  it('says whether somebody can sign in', async () => {
    const ways = { password: true, passkeys: true, oidc: null };
    expect((await rig.send('get', '/v1/sign-in')).body).toEqual({ ...ways, isSetUp: false });
    await rig.addPerson();
    expect((await rig.send('get', '/v1/sign-in')).body).toEqual({ ...ways, isSetUp: true });
  });
});

describe('GET /v1/session', () => {
  it('shows a key with its end', async () => {
    const body = { name: 'Key', scopes: ['setup:read'], expiresAt: '2026-04-01T00:00:00Z' };
    const { secret } = (await rig.send('post', '/v1/keys', { key: ADMIN_KEY, body })).body;
    expect((await rig.send('get', '/v1/session', { key: secret })).body).toMatchObject({
      ...{ kind: 'key', name: 'Key', expiresAt: '2026-04-01T00:00:00Z', hasSecondFactor: false },
    });
  });
});

describe('guesses', () => {
  const guess = (more: object = {}, request = {}) =>
    rig.signIn({ password: 'a guess that is wrong', ...more }, request);
  const statuses = async (count: number, send: () => Promise<{ status: number }>) => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push((await send()).status);
    return all;
  };

  it('have to wait after five failures, longer after each, and for a quarter of an hour at most', async () => {
    await rig.addPerson();
    let host = 0;
    const send = () => guess({}, { address: `203.0.113.${host++ % 250}` });
    expect(await statuses(5, send)).toEqual(Array(5).fill(401));
    const waits: number[] = [];
    for (let i = 0; i < 13; i++) {
      const refused = await send();
      expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
      waits.push(Number(refused.headers['retry-after']));
      rig.clock.now += Number(refused.headers['retry-after']) * 1000;
      expect((await send()).status).toBe(401);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it('of an unknown address wait as long as those of a known one', async () => {
    await rig.addPerson();
    for (const email of ['anna@shop.example', 'nobody@shop.example'])
      expect(await statuses(7, () => guess({ email }, { address: '203.0.113.9' }))).toEqual([
        ...[401, 401, 401, 401, 401, 429, 429],
      ]);
  });

  it('at the same moment are counted too', async () => {
    await rig.addPerson();
    const answers = await Promise.all(Array.from({ length: 20 }, () => guess()));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });

  it('of strangers do not keep out somebody whose browser is known', async () => {
    await rig.addPerson();
    const browser = new Browser();
    await rig.signIn({}, { browser });
    await statuses(6, () => guess({}, { address: '203.0.113.7' }));
    expect((await rig.signIn({}, { address: '203.0.113.8' })).status).toBe(429);
    expect((await rig.signIn({}, { browser, address: '203.0.113.7' })).status).toBe(201);
    // The success ends the wait of everybody.
    expect((await rig.signIn({}, { address: '203.0.113.8' })).status).toBe(201);
  });

  it('from a known browser wait too', async () => {
    await rig.addPerson();
    const browser = new Browser();
    await rig.signIn({}, { browser });
    expect(await statuses(6, () => guess({}, { browser }))).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('from one network at many accounts wait after twenty', async () => {
    let count = 0;
    const send = () =>
      guess({ email: `p${count++}@shop.example` }, { address: `2001:db8::${count.toString(16)}` });
    expect(await statuses(21, send)).toEqual([...Array(20).fill(401), 429]);
    expect((await guess({ email: 'p@shop.example' }, { address: '2001:db8:1::1' })).status).toBe(401);
  });

  it('of the second factor are counted', async () => {
    await rig.addSecondFactor((await rig.addPerson()).id);
    expect(await statuses(6, () => rig.signIn({ code: '000000' }))).toEqual([...Array(5).fill(401), 429]);
  });

  it('are forgotten after a day', async () => {
    await rig.addPerson();
    await statuses(6, () => guess());
    const keys = await rig.redis.client.keys('{ringtrail:failures}*');
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) {
      const left = await rig.redis.client.pttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(86_400_000);
      expect(key).not.toContain('shop.example');
    }
  });
});

it('nobody signs in while Redis is away, and a session is not taken for none', async () => {
  await rig.addPerson();
  const browser = new Browser();
  await rig.signIn({}, { browser });
  await rig.redis.kill();
  expect((await rig.signIn({})).body.code).toBe('unavailable');
  expect((await rig.send('get', '/v1/session', { browser })).body.code).toBe('unavailable');
  await rig.redis.start();
});
