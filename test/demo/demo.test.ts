/** The demo's made-up weeks as `npm start` makes them, and their removal by one request. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Attribution } from '../../src/domain/attribution.ts';
import type { Call } from '../../src/domain/call.ts';
import type { Provider } from '../../src/domain/model.ts';
import type { Api } from '../support/api.ts';
import { type Double, startDouble } from '../support/consumers/double.ts';
import { eventually } from '../support/eventually.ts';
import type { PageOf } from '../support/records.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from '../support/ringtrail.ts';
import { setUpFullProvider } from '../support/two-providers.ts';

let redis: TestRedis;
let double: Double;
let dataDir: string;
const folders: string[] = [];

beforeAll(async () => {
  [redis, double] = await Promise.all([startTestRedis(), startDouble()]);
  dataDir = await newFolder();
});
afterAll(async () => {
  await Promise.all([redis.remove(), double.stop()]);
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function newFolder(): Promise<string> {
  const folder = await dataFolder();
  folders.push(folder);
  return folder;
}

function start(env: Record<string, string> = {}): Promise<Ringtrail> {
  return startRingtrail({
    dataDir,
    env: { REDIS_URL: redis.url, DEMO: 'on', DEMO_DAYS: '2', DELIVERY_PRIVATE_NETWORKS: 'on', ...env },
  });
}

async function providers(api: Api): Promise<Provider[]> {
  return (await api<PageOf<Provider>>('GET', '/v1/providers')).body.data;
}

async function demoIn(api: Api, state: Provider['demo']): Promise<Provider> {
  return eventually(async () => (await providers(api)).find(({ demo }) => demo === state));
}

async function all<T extends { id: string }>(api: Api, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let next = ''; ; ) {
    const { body } = await api<PageOf<T> & { next: string | null }>('GET', `${path}limit=100${next}`);
    found.push(...body.data);
    if (!body.next || body.data.length === 0) return found;
    next = `&after=${encodeURIComponent(body.next)}`;
  }
}

/** Returns the tables of the store that name the word, without the audit log. */
function tablesWith(word: string): string[] {
  const database = new DatabaseSync(join(dataDir, 'ringtrail.db'), { readOnly: true });
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all() as { name: string }[];
    return tables
      .filter(({ name }) => name !== 'audit')
      .filter(({ name }) => JSON.stringify(database.prepare(`SELECT * FROM ${name}`).all()).includes(word))
      .map(({ name }) => name);
  } finally {
    database.close();
  }
}

describe('the demo of a new installation', () => {
  it('has calls that the engine made, each once, also after it was killed half way', async () => {
    const killed = await start();
    const { id: provider } = await demoIn(killed.api, 'filling');
    await eventually(async () => (await all(killed.api, '/v1/calls?')).length > 5);
    await killed.kill9();

    const ringtrail = await start();
    await demoIn(ringtrail.api, 'ready');
    const calls = await all<Call>(ringtrail.api, '/v1/calls?');
    expect(calls.length).toBeGreaterThan(30);
    expect(new Set(calls.map(({ at, from, to }) => `${at} ${from} ${to}`)).size).toBe(calls.length);
    expect(calls.every((call) => call.provider === provider && call.outcome !== null)).toBe(true);
    const latest = calls.map(({ at }) => new Date(at)).toSorted((a, b) => b.getTime() - a.getTime())[0];
    expect(latest?.getTime()).toBeLessThan(Date.now());

    const attributions = await all<Attribution>(ringtrail.api, '/v1/attributions?');
    const made = attributions.filter(({ replaces, provider: of }) => replaces === null && of === provider);
    expect(made.map(({ call }) => call).toSorted()).toEqual(calls.map(({ id }) => id).toSorted());
    expect(new Set(made.map(({ to }) => to))).toEqual(new Set(['session', 'bucket', 'none']));
    expect(new Set(made.map(({ source }) => source)).size).toBeGreaterThan(3);
    expect(tablesWith(provider)).toContain('visitSlots');
    for (const [kind, count] of [
      ['sites', 2],
      ['pools', 2],
      ['numbers', 19],
      ['consumers', 2],
    ] as const)
      expect((await all(ringtrail.api, `/v1/${kind}?`)).length, kind).toBe(count);

    for (const { id } of await all<{ id: string }>(ringtrail.api, '/v1/pools?')) {
      const { body } = await ringtrail.api<{ numbers: { linked: number } }>('GET', `/v1/pools/${id}/state`);
      expect(body.numbers.linked, 'no old link holds a number').toBe(0);
    }
    const consumers = await all<{ id: string; state: string }>(ringtrail.api, '/v1/consumers?');
    expect(consumers.map(({ state }) => state)).toEqual(['active', 'active']);
    for (const { id } of consumers)
      expect((await all(ringtrail.api, `/v1/consumers/${id}/deliveries?`)).length).toBeGreaterThanOrEqual(
        calls.length,
      );
    expect(await redis.client.keys('ringtrail:demo*')).toEqual([]);
    await ringtrail.stop();
  });

  it('is removed by one request, also when that was killed in the middle, and nothing of others is', async () => {
    // A gateway that was killed counts for seconds more, and new numbers wait until it knows them.
    dataDir = await newFolder();
    await redis.client.flushall();
    const first = await start();
    const { id: provider } = await demoIn(first.api, 'ready');
    const other = await setUpFullProvider(first, 'other', {
      caller: '+13125550123',
      hook: double.url,
    });
    const removing = first.api('DELETE', '/v1/demo').catch(() => undefined);
    await eventually(async () => (await providers(first.api)).every(({ demo }) => demo !== 'ready'));
    await first.kill9();
    await removing;

    const second = await start();
    const bound = await second.api('DELETE', '/v1/demo', { key: other.secret });
    expect(bound.status, 'nobody who is bound to a provider removes another one').toBe(403);
    // A fast machine may have removed all of it before it was killed.
    expect([204, 404]).toContain((await second.api('DELETE', '/v1/demo')).status);
    expect((await second.api('DELETE', '/v1/demo')).status).toBe(404);
    expect((await providers(second.api)).map(({ id }) => id)).toEqual([other.provider]);
    for (const [path, id] of Object.entries(other.ids))
      expect((await second.api('GET', `/v1/${path}/${id}`)).status, path).toBe(200);
    await second.stop();

    expect(tablesWith(provider)).toEqual([]);
    expect((await redis.client.keys('*')).filter((key) => key.includes(provider))).toEqual([]);
    expect(tablesWith(other.provider)).toEqual(
      expect.arrayContaining(['calls', 'attributions', 'links', 'sessions', 'deliveries']),
    );
  });

  it('comes back at no start after its removal', async () => {
    dataDir = await newFolder();
    await redis.client.flushall();
    const ringtrail = await start({ DEMO_DAYS: '0' });
    expect((await providers(ringtrail.api)).map(({ demo }) => demo)).toEqual(['ready']);
    expect((await ringtrail.api('DELETE', '/v1/demo')).status).toBe(204);
    await ringtrail.stop();
    const again = await start();
    expect(await providers(again.api)).toEqual([]);
    await again.stop();
  });
});

describe('an installation without a demo', () => {
  it('is one that has a provider, and one with DEMO=off', async () => {
    dataDir = await newFolder();
    await redis.client.flushall();
    const off = await start({ DEMO: 'off' });
    expect(await providers(off.api)).toEqual([]);
    await off.api('POST', '/v1/providers', { body: { name: 'A business' } });
    await off.stop();
    const on = await start();
    expect((await providers(on.api)).map(({ name }) => name)).toEqual(['A business']);
    await on.stop();
  });
});
