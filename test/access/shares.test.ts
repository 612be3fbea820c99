import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDouble } from '../support/consumers/double.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { type FullProvider, setUpFullProvider } from '../support/two-providers.ts';

const CALLER = '+12125550174';
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

let redis: TestRedis;
let ringtrail: Ringtrail;
let shop: FullProvider;
let double: Awaited<ReturnType<typeof startDouble>>;
beforeAll(async () => {
  redis = await startTestRedis();
  double = await startDouble();
  ringtrail = await startRingtrail({ env: { DELIVERY_PRIVATE_NETWORKS: 'on', REDIS_URL: redis.url } });
  shop = await setUpFullProvider(ringtrail, 'delta', { caller: CALLER, hook: double.url });
  await setUpFullProvider(ringtrail, 'omega', { caller: '+12125550175', hook: double.url });
});
afterAll(async () => {
  await ringtrail.stop();
  await double.stop();
  await redis.remove();
});

type Share = { id: string; secret: string; url: string };

async function share(more: object = {}, key?: string) {
  const body = { provider: shop.provider, name: 'For the client', expiresAt: inDays(30), ...more };
  return ringtrail.api<Share & { errors?: { pointer: string }[] }>('POST', '/v1/shares', {
    body,
    ...(key && { key }),
  });
}
const read = (secret: string, path = '') =>
  ringtrail.api<{ data: Record<string, unknown>[]; next: string | null }>('GET', `/v1/shared${path}`, {
    key: secret,
  });

async function keyOf(...scopes: string[]): Promise<string> {
  const body = { name: 'Maker', scopes, providers: [shop.provider] };
  return (await ringtrail.api<Share>('POST', '/v1/keys', { body })).body.secret;
}

describe('a share link', () => {
  it('is made with the address of its page, and says what it shows', async () => {
    const { status, body } = await share({
      shows: 'report',
      query: { by: 'source', timeZone: 'Europe/Oslo' },
    });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^rts_/);
    expect(body.url).toBe(`${ringtrail.publicUrl}/shared#${body.secret}`);
    const shown = await read(body.secret);
    expect(shown).toMatchObject({
      status: 200,
      body: {
        name: 'For the client',
        shows: 'report',
        provider: { id: shop.provider, name: 'delta providers' },
        timeZone: 'Europe/Oslo',
        query: { by: 'source', timeZone: 'Europe/Oslo' },
      },
    });
    expect((await ringtrail.api('GET', `/v1/shares/${body.id}`)).text).not.toContain(body.secret);
  });

  it('lists the calls that a key without callers would, without notes, tags and ids of the visitor', async () => {
    await ringtrail.api('POST', `/v1/calls/${shop.ids.calls}/notes`, { body: { text: 'Difficult client' } });
    const { body } = await share({ shows: 'calls', query: { from: '0174' } });
    const shown = await read(body.secret, '/calls');
    const listed = await ringtrail.api<{ data: Record<string, unknown>[] }>('GET', '/v1/calls?from=0174', {
      key: await keyOf('calls:read'),
    });
    const [call] = listed.body.data;
    const { notes, tags, visit, ...rest } = call ?? {};
    expect(notes).not.toEqual([]);
    expect(tags).not.toEqual([]);
    expect(visit).toMatchObject({ visitor: 'delta-visitor' });
    expect(shown.body.data).toHaveLength(1);
    expect(shown.body.data[0]).toMatchObject({ ...rest, from: '********0174' });
    for (const hidden of [CALLER, 'Difficult', 'delta-tag', 'delta-visitor', 'delta-session', 'omega'])
      expect(shown.text).not.toContain(hidden);
  });

  it('shows pages of calls, and nothing that the saved query leaves out', async () => {
    const all = (await share({ shows: 'calls' })).body.secret;
    const page = await read(all, '/calls?limit=1');
    expect(page.body.data).toHaveLength(1);
    expect((await read(all, `/calls?limit=1&after=${page.body.next}`)).body.data).toEqual([]);
    expect((await read(all, '/calls?from=0174')).status).toBe(400);
    const none = (await share({ shows: 'calls', query: { until: '2020-01-01T00:00:00Z' } })).body.secret;
    expect((await read(none, '/calls')).body.data).toEqual([]);
  });

  it('shows the report of its provider alone', async () => {
    const { secret } = (await share({ shows: 'report', query: { by: 'provider' } })).body;
    const report = await read(secret, '/report');
    const whole = await ringtrail.api('GET', `/v1/reports/calls?by=provider&provider=${shop.provider}`);
    const { upTo, ...shown } = whole.body as { upTo: string };
    expect(upTo).not.toBe('');
    expect(report.body).toEqual(shown);
    expect((await read(secret, '/calls')).status).toBe(404);
    expect((await read(secret, '/report?by=source')).status).toBe(400);
  });

  it('shows the funnel of its provider and its filters alone, and none where sessions are not counted', async () => {
    const funnelOf = async (query: object) => {
      const { secret } = (await share({ shows: 'report', query })).body;
      const { status, body } = await ringtrail.api<{ total: object | null }>('GET', '/v1/shared/funnel', {
        key: secret,
      });
      expect(status).toBe(200);
      return body;
    };
    const whole = await ringtrail.api<{ total: { calls: number; sessions: number } }>(
      'GET',
      `/v1/reports/funnel?provider=${shop.provider}`,
    );
    const { total } = whole.body;
    expect(total.calls).toBeGreaterThan(0);
    expect(await funnelOf({ by: 'source,day' })).toEqual({ total });
    expect(await funnelOf({ source: 'nowhere', since: '2020-01-01T00:00:00Z' })).toMatchObject({
      total: { sessions: 0, calls: 0 },
    });
    for (const uncounted of [{ page: '/' }, { outcome: 'answered' }, { number: '+12025550100' }])
      expect(await funnelOf(uncounted)).toEqual({ total: null });
    const { secret } = (await share({ shows: 'calls' })).body;
    expect((await read(secret, '/funnel')).status).toBe(404);
  });

  it('opens nothing else', async () => {
    const { secret } = (await share({ shows: 'calls' })).body;
    for (const path of ['calls', 'reports/calls', 'shares', 'providers', 'audit', 'keys'])
      expect((await ringtrail.api('GET', `/v1/${path}`, { key: secret })).status, path).toBe(403);
  });

  it.each([
    ['a filter that the route does not know', { shows: 'calls', query: { sorce: 'google' } }, '/query'],
    ['a page', { shows: 'calls', query: { after: 'call_1' } }, '/query'],
    ['a filter of the other route', { shows: 'calls', query: { by: 'source' } }, '/query'],
    ['a broken time', { shows: 'calls', query: { since: 'yesterday' } }, '/query/since'],
    [
      'a reversed period',
      { shows: 'calls', query: { since: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' } },
      '/query/until',
    ],
    ['a whole caller', { shows: 'calls', query: { from: CALLER } }, '/query/from'],
    ['another provider', { shows: 'report', query: { provider: 'prov_other' } }, '/query/provider'],
    ['an unknown dimension', { shows: 'report', query: { by: 'caller' } }, '/query/by/0'],
    ['an end in more than a year', { shows: 'calls', expiresAt: inDays(367) }, '/expiresAt'],
    ['an end in the past', { shows: 'calls', expiresAt: inDays(-1) }, '/expiresAt'],
  ])('is not made with %s', async (_what, more, pointer) => {
    const answer = await share(more);
    expect(answer.status, answer.text).toBe(400);
    expect(answer.body.errors?.[0]?.pointer).toBe(pointer);
  });

  it('is not made by somebody who cannot read what it shows', async () => {
    const key = await keyOf('shares:write', 'calls:read');
    expect((await share({ shows: 'report' }, key)).status).toBe(400);
    expect((await share({ shows: 'calls' }, key)).status).toBe(201);
  });

  it('opens nothing at any gateway from its removal', async () => {
    const other = await startRingtrail({
      env: { REDIS_URL: redis.url, STORE_URL: `sqlite:${ringtrail.dataDir}/ringtrail.db` },
    });
    const at = (secret: string) =>
      Promise.all(
        [ringtrail, other].map(async ({ api }) => (await api('GET', '/v1/shared', { key: secret })).status),
      );
    const removed = (await share({ shows: 'calls' })).body;
    expect(await at(removed.secret)).toEqual([200, 200]);
    await ringtrail.api('DELETE', `/v1/shares/${removed.id}`);
    expect(await at(removed.secret)).toEqual([401, 401]);
    await other.stop();
  });
});
