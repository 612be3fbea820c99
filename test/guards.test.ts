import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askNumber } from './support/allocations.ts';
import type { PageOf } from './support/records.ts';
import { type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';

const LIMIT = 5;
const SHOP = 'https://shop.example';

let ringtrail: Ringtrail;
let shop: SetUp;
let addresses = 0;

beforeAll(async () => {
  ringtrail = await startRingtrail({ env: { RATE_LIMIT: String(LIMIT), TRUST_PROXY: 'loopback' } });
  shop = await setUpProvider(ringtrail.api, { numbers: 30, threshold: 1000, origins: [SHOP] });
});
afterAll(() => ringtrail.stop());

/** A client address without a request so far. */
const newAddress = () => `198.51.100.${++addresses}`;

const ask = (session: string, headers: Record<string, string> = {}) =>
  askNumber(ringtrail.api, shop, session, {}, { headers: { 'X-Forwarded-For': newAddress(), ...headers } });

describe('a page', () => {
  it('of the site’s origin may read its number', async () => {
    const answer = await ask('own', { Origin: SHOP });
    expect(answer).toMatchObject({ status: 200, body: { keyedBy: 'session' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(answer.headers.get('vary')).toContain('Origin');
  });

  it.each([
    'https://evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'https://sub.shop.example',
    'null',
    '',
  ])('of the origin "%s" gets no number', async (origin) => {
    const answer = await ask('foreign', { Origin: origin });
    expect(answer).toMatchObject({ status: 403, body: { code: 'origin_not_allowed' } });
    // The page may read the reason, and nothing else.
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin || null);
    expect(answer.text).not.toContain('+1202');
  });

  it('of another origin takes no number, renews no link and reports nothing', async () => {
    const quiet = await setUpProvider(ringtrail.api, { numbers: 1, threshold: 1000, origins: [SHOP] });
    const headers = { Origin: 'https://evil.example', 'X-Forwarded-For': newAddress() };
    expect((await askNumber(ringtrail.api, quiet, 'evil', {}, { headers })).status).toBe(403);
    const { body: allocation } = await askNumber(
      ringtrail.api,
      quiet,
      'good',
      {},
      { headers: { Origin: SHOP } },
    );
    expect(allocation.number).toBe(quiet.numbers[0]);

    const leave = [{ site: quiet.site, session: 'good', type: 'leave', link: allocation.link }];
    const left = await ringtrail.api('POST', '/v1/hits', { key: null, headers, body: leave });
    expect(left.status).toBe(403);
    const renewal = await ringtrail.api('POST', `/v1/links/${allocation.link}/renewals`, {
      key: null,
      headers,
      body: {},
    });
    expect(renewal.headers.get('access-control-allow-origin')).toBeNull();
    expect(renewal.headers.get('access-control-allow-origin')).not.toBe('*');
    const again = await askNumber(ringtrail.api, quiet, 'good', {}, { headers: { Origin: SHOP } });
    expect(again.body.link).toBe(allocation.link);
  });

  it('may send JSON after a preflight', async () => {
    const headers = { Origin: SHOP, 'Access-Control-Request-Method': 'POST' };
    const preflight = await ringtrail.api('OPTIONS', '/v1/allocations', { key: null, headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
    // A page may add headers and credentials to every request.
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    // Routes of operators and consumers are not for pages.
    const admin = await ringtrail.api('GET', '/v1/calls', { headers: { Origin: SHOP } });
    expect(admin.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('that a crawler reads gets no number', async () => {
    const crawler = await ask('crawler', {
      'User-Agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    });
    expect(crawler.body).toMatchObject({ keyedBy: 'none', reason: 'bot', number: null });
    const visitor = await ask('visitor', {
      'User-Agent':
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36',
    });
    expect(visitor.body.keyedBy).toBe('session');
  });
});

describe('one client address', () => {
  it('gets its share of numbers in a minute, with the remainder in each answer, and is then refused', async () => {
    const headers = { 'X-Forwarded-For': newAddress(), Origin: SHOP };
    for (let i = 1; i <= LIMIT; i++) {
      const answer = await askNumber(ringtrail.api, shop, `greedy-${i}`, {}, { headers });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('ratelimit')).toMatch(new RegExp(`^"[^"]+";r=${LIMIT - i};t=\\d+$`));
      expect(answer.headers.get('ratelimit-policy')).toMatch(new RegExp(`^"[^"]+";q=${LIMIT};w=60$`));
    }
    const refused = await askNumber(ringtrail.api, shop, 'greedy-too', {}, { headers });
    expect(refused).toMatchObject({
      status: 429,
      body: { code: 'rate_limited', keyedBy: 'none', number: null },
    });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toContain(';r=0;');
    expect(refused.headers.get('access-control-allow-origin'), 'the page may read why').toBe(SHOP);

    expect((await ask('modest')).status, 'another address is not affected').toBe(200);
  });

  it('cannot evade its limit by other addresses in X-Forwarded-For', async () => {
    const own = newAddress();
    const statuses: number[] = [];
    for (let i = 0; i <= LIMIT; i++) {
      const headers = { 'X-Forwarded-For': `203.0.113.${i}, ${own}` };
      statuses.push((await askNumber(ringtrail.api, shop, `spoof-${i}`, {}, { headers })).status);
    }
    expect(statuses).toEqual([...Array(LIMIT).fill(200), 429]);
  });
});

describe('Idempotency-Key', () => {
  const create = (key: string, name: string, more = {}) =>
    ringtrail.api<{ id: string; code: string }>('POST', '/v1/providers', {
      body: { name },
      headers: { 'Idempotency-Key': key },
      ...more,
    });
  const named = async (name: string) => {
    const { body } = await ringtrail.api<PageOf<{ name: string }>>('GET', '/v1/providers?limit=1000');
    return body.data.filter((provider) => provider.name === name).length;
  };

  it('gives a repeated request the first answer and creates one record', async () => {
    const first = await create('"key-1"', 'Once');
    const again = await create('"key-1"', 'Once');
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(await named('Once')).toBe(1);
    expect((await create('"key-2"', 'Once')).body.id, 'another key is another request').not.toBe(
      first.body.id,
    );
  });

  it('is refused for another body and on another route', async () => {
    await create('key-3', 'First');
    expect(await create('key-3', 'Second')).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
    const elsewhere = await ringtrail.api('POST', '/v1/keys', {
      body: { name: 'First', scopes: ['read'] },
      headers: { 'Idempotency-Key': 'key-3' },
    });
    expect(elsewhere.status).toBe(422);
    expect(await named('Second')).toBe(0);
  });

  it('does not store a failure: a corrected request succeeds under the same key', async () => {
    expect((await create('key-4', '')).status).toBe(400);
    expect((await create('key-4', 'Put right')).status).toBe(201);
    const pool = (provider: string) =>
      ringtrail.api('POST', '/v1/pools', {
        body: { provider, name: 'P' },
        headers: { 'Idempotency-Key': 'key-5' },
      });
    expect((await pool('nowhere')).status).toBe(422);
    expect((await pool(shop.provider)).status).toBe(201);
  });

  it('creates one record of concurrent requests: the others get its answer or 409', async () => {
    const seen = new Set<number>();
    for (let round = 0; round < 20 && !seen.has(409); round++) {
      const name = `Race ${round}`;
      const answers = await Promise.all(Array.from({ length: 8 }, () => create(`race-${round}`, name)));
      for (const { status } of answers) seen.add(status);
      const made = answers.filter(({ status }) => status === 201).map(({ body }) => body.id);
      expect(new Set(made).size).toBe(1);
      const others = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
      expect(
        new Set(others).size === 0 || others.every((code) => code === 'idempotency_key_in_progress'),
      ).toBe(true);
      expect(await named(name)).toBe(1);
    }
    expect([...seen].toSorted()).toEqual([201, 409]);
  });

  it('counts for its bearer alone', async () => {
    const { body: other } = await ringtrail.api<{ secret: string }>('POST', '/v1/keys', {
      body: { name: 'Other', scopes: ['admin'] },
    });
    const mine = await create('key-6', 'Shared name');
    const theirs = await create('key-6', 'Shared name', { key: other.secret });
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });
});

it('a key of scope read can read, but not create', async () => {
  const { body } = await ringtrail.api<{ id: string; secret: string; digest?: string }>('POST', '/v1/keys', {
    body: { name: 'Reader', scopes: ['read'] },
  });
  expect(body.digest).toBeUndefined();
  const key = body.secret;
  expect((await ringtrail.api('GET', '/v1/calls', { key })).status).toBe(200);
  expect((await ringtrail.api('GET', '/v1/providers', { key })).status).toBe(403);
  const listed = await ringtrail.api('GET', '/v1/keys');
  expect(listed.text).not.toContain(key);
  expect(listed.text).not.toContain('digest');
  expect((await ringtrail.api('DELETE', `/v1/keys/${body.id}`)).status).toBe(204);
  expect((await ringtrail.api('GET', '/v1/calls', { key })).status, 'a removed key').toBe(401);
});
