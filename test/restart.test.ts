import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../src/allocation/keys.ts';
import { askNumber } from './support/allocations.ts';
import { eventually } from './support/eventually.ts';
import { childrenOf, isAlive } from './support/processes.ts';
import { type Attribution, attributionOf, type Call, type PageOf } from './support/records.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './support/ringtrail.ts';
import { type SetUp, setUpProvider } from './support/setup-provider.ts';
import { playCall } from './support/twilio.ts';

let dataDir: string;
let running: Ringtrail | undefined;

beforeEach(async () => {
  dataDir = await dataFolder();
});
afterEach(async () => {
  await running?.kill9();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<Ringtrail> {
  running = await startRingtrail({ dataDir });
  return running;
}

/** Queries the private redis-server, which has its socket in the data folder. */
async function inRedis<T>(query: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(join(dataDir, 'redis', 'redis.sock'));
  try {
    return await query(redis);
  } finally {
    redis.disconnect();
  }
}

const freeNumbers = ({ provider, pool }: SetUp) =>
  inRedis((redis) => redis.zrange(`${keys.pool(provider, pool)}:free:1`, '0', '-1', 'WITHSCORES'));

const pidOfRedis = () =>
  inRedis(async (redis) => Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]));

/** Waits until the private Redis has written all to its file: a kill loses the rest. */
const untilWritten = () =>
  inRedis((redis) =>
    eventually(async () => {
      const state = await redis.info('persistence');
      return /aof_buffer_length:0\b/.test(state) && /aof_pending_bio_fsync:0\b/.test(state);
    }),
  );

async function everything({ api }: Ringtrail) {
  const list = async (path: string) => (await api<PageOf<{ id: string }>>('GET', path)).body.data;
  return {
    numbers: await list('/v1/numbers'),
    sites: await list('/v1/sites'),
    calls: await list('/v1/calls'),
    attributions: await list('/v1/attributions'),
  };
}

describe('after a kill -9 and a start on the same data', () => {
  it('restores links, free numbers and their order, calls and attributions', async () => {
    const before = await start();
    const shop = await setUpProvider(before.api, { numbers: 8, threshold: 1000 });
    const ask = (ringtrail: Ringtrail, session: string) => askNumber(ringtrail.api, shop, session);
    const links = [];
    for (const session of ['a', 'b', 'c', 'd']) links.push((await ask(before, session)).body);
    const leave = (session: string) =>
      before.api('POST', '/v1/hits', { key: null, body: [{ site: shop.site, session, type: 'leave' }] });
    // From now on their numbers rest, the second one longer than the first. The pool's first order was another.
    await leave('b');
    await leave('a');
    const { callSid } = await playCall(before, { to: links[2]?.number ?? '' });
    await attributionOf(before.api, callSid);
    const records = await everything(before);
    const free = await freeNumbers(shop);
    expect(free.filter((_, i) => i % 2 === 0)).toEqual([
      ...shop.numbers.slice(4),
      links[1]?.number,
      links[0]?.number,
    ]);
    await untilWritten();
    await before.kill9();

    const after = await start();
    expect(after.pid).not.toBe(before.pid);
    expect(await everything(after)).toEqual(records);
    expect(await freeNumbers(shop)).toEqual(free);
    for (const [i, session] of ['c', 'd'].entries()) {
      const link = links[i + 2];
      const renewed = await after.api('POST', `/v1/links/${link?.link}/renewals`, { key: null, body: {} });
      expect(renewed).toMatchObject({ status: 200, body: { number: link?.number } });
      expect((await ask(after, session)).body).toMatchObject({ link: link?.link, number: link?.number });
    }
    const ended = await after.api('POST', `/v1/links/${links[0]?.link}/renewals`, { key: null, body: {} });
    expect(ended.status).toBe(410);
    // A call to the living link still names its session, and new visitors get the longest rested numbers.
    const late = await playCall(after, { to: links[3]?.number ?? '' });
    expect(await attributionOf(after.api, late.callSid)).toMatchObject({ session: 'd' });
    const next: (string | null)[] = [];
    for (const session of ['e', 'f', 'g', 'h', 'i', 'j']) next.push((await ask(after, session)).body.number);
    expect(next).toEqual(free.filter((_, i) => i % 2 === 0));
  });

  it('stores a call once that the kill cut off, and the calls after it', async () => {
    const before = await start();
    const shop = await setUpProvider(before.api);
    const to = (await askNumber(before.api, shop, 'caller')).body.number ?? '';
    await untilWritten();
    const calls = Array.from({ length: 20 }, () => playCall(before, { to }).catch(() => null));
    await Promise.race(calls);
    await before.kill9();
    await Promise.all(calls);

    const after = await start();
    const sid = 'CA0000000000000000000000000000aaaa';
    await playCall(after, { to, callSid: sid });
    await attributionOf(after.api, sid);
    // The new process takes over the jobs of the dead one: each ended call gets its attribution.
    const found = await eventually(async () => {
      const calls = (await after.api<PageOf<Call>>('GET', '/v1/calls')).body.data;
      return calls.every(({ outcome, attribution }) => !outcome || attribution) && calls;
    });
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(found.map(({ carrierCallId }) => carrierCallId)).size).toBe(found.length);
    const attributions = (await after.api<PageOf<Attribution>>('GET', '/v1/attributions')).body.data;
    expect(new Set(attributions.map(({ call }) => call)).size).toBe(attributions.length);
    expect(attributions.map(({ session }) => session)).toEqual(attributions.map(() => 'caller'));
  });
});

describe('nothing is left running', () => {
  it('after a stop: the private redis-server has ended with its data on the disk', async () => {
    const ringtrail = await start();
    const redis = await pidOfRedis();
    expect(childrenOf(ringtrail.pid)).toContain(redis);
    await ringtrail.stop();
    expect(isAlive(redis)).toBe(false);
    expect(isAlive(ringtrail.pid)).toBe(false);
    expect(await ringtrail.ended).toBe(0);
  });

  it('after a kill -9', async () => {
    const ringtrail = await start();
    const redis = await pidOfRedis();
    await ringtrail.kill9();
    expect(await ringtrail.ended).toBe('SIGKILL');
    expect(isAlive(redis)).toBe(false);
  });

  it('after Ctrl-C', async () => {
    const ringtrail = await start();
    const redis = await pidOfRedis();
    ringtrail.signal('SIGINT');
    expect(await ringtrail.ended).toBe(0);
    expect(isAlive(redis)).toBe(false);
  });

  it('after Ctrl-C, though the private redis-server hangs', async () => {
    const ringtrail = await start();
    const redis = await pidOfRedis();
    process.kill(redis, 'SIGSTOP');
    ringtrail.signal('SIGINT');
    await ringtrail.ended;
    expect(isAlive(redis)).toBe(false);
  });
});
