/**
 * Measures how the engine grows: Redis' time for an allocation by the pool's size and by the number of pools, and the
 * memory of a live link. It calls the engine with many requests in flight, and checks that no number is allocated twice.
 *
 *   npm run bench -- growth [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createEngine } from '../src/allocation/engine.ts';
import { newLinkIdPrefix } from '../src/allocation/link-id.ts';
import { withZone, zoneOf } from '../src/domain/phone.ts';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { poolSettings } from '../test/support/examples.ts';
import { numbersFrom } from './support/provider.ts';
import { redisFigures } from './support/redis-figures.ts';
import { machine, publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');
const POOL_SIZES = smoke ? [10, 1000] : [10, 1000, 100_000];
const POOL_COUNTS = smoke ? [1, 100] : [1, 1000, 20_000];
const LIVE_LINKS = smoke ? 5000 : 1_000_000;
const LINKS_PER_POOL = smoke ? 5000 : 100_000;
const ROUNDS = smoke ? 200 : 10_000;
const IN_FLIGHT = 64;
const HOLD_SECONDS = 86_400;

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const server = await startRedisServer({ dataDir: folder });
const redis = new Redis(server.url);
const engine = createEngine(redis);
const zone = zoneOf('+12025550199');
let sessions = 0;

try {
  const sizes: (string | number)[][] = [];
  for (const size of POOL_SIZES) {
    await redis.flushall();
    await makePools(1, size);
    sizes.push([size.toLocaleString('en'), ...(await churn(1, size))]);
  }
  const counts: (string | number)[][] = [];
  for (const count of POOL_COUNTS) {
    await redis.flushall();
    await makePools(count, 10);
    counts.push([count.toLocaleString('en'), ...(await churn(count, 10))]);
  }
  await redis.flushall();
  const links = await manyLinks();
  const head = ['', 'script µs', 'allocations/s'];
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const section = [
    machine(version),
    `**By the pool's size** (one pool; ${ROUNDS} new sessions, each of which leaves again)\n\n${table(['numbers', ...head.slice(1)], sizes)}`,
    `**By the number of pools** (10 numbers each, visited in turn)\n\n${table(['pools', ...head.slice(1)], counts)}`,
    `**Live links**\n\n${table(['', 'figure'], links)}`,
  ].join('\n\n');
  publish('growth', section, write);
} finally {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function names(pool: number) {
  const part = String(pool).padStart(16, '0');
  return { provider: `prov_${part}`, pool: `pool_${part}` };
}

async function makePools(count: number, size: number): Promise<void> {
  for (let pool = 0; pool < count; pool++) {
    const { provider, pool: id } = names(pool);
    await engine.buildPool(provider, id, HOLD_SECONDS, [], 0);
    await engine.addNumbers(
      provider,
      id,
      numbersFrom(pool * size, size).map((number) => withZone({ number })),
    );
  }
}

async function allocate(pool: number) {
  const { provider, pool: id } = names(pool);
  const session = `7b0e6a52-3c1d-4e8f-9a2b-${String(++sessions).padStart(12, '0')}`;
  const reply = await engine.allocate(
    poolSettings({ provider, pool: id, holdSeconds: HOLD_SECONDS, threshold: 10_000_000 }),
    {
      endpoint: 'end_1m85dbrc3g49rb6k',
      site: 'site_1m85dbrc3g49rb6k',
      session,
      visitor: `1${session}`,
      bucket: '{"source":"google","medium":"cpc"}',
      zone,
      linkIdPrefix: newLinkIdPrefix(id),
      facts:
        '{"values":{"source":"google","medium":"cpc"},"visitor":null,"page":null,"referrer":null,"clickIds":{}}',
      caller: '',
      rateLimit: 0,
      siteLimit: 0,
    },
  );
  if (reply.keyedBy !== 'session') throw new Error(`a wrong answer: ${JSON.stringify(reply)}`);
  return { ...reply, session, pool };
}

/** Measures allocations of new sessions. They leave again at once, so that every pool has free numbers. */
async function churn(pools: number, size: number): Promise<(string | number)[]> {
  const inFlight = Math.min(IN_FLIGHT, pools * size);
  let micros = 0;
  let calls = 0;
  let seconds = 0;
  for (let done = 0; done < ROUNDS; done += inFlight) {
    const before = await redisFigures(redis);
    const began = performance.now();
    const replies = await Promise.all(
      Array.from({ length: inFlight }, (_, i) => allocate((done + i) % pools)),
    );
    seconds += (performance.now() - began) / 1000;
    const after = await redisFigures(redis);
    micros += after.scriptMicroseconds - before.scriptMicroseconds;
    calls += after.scriptCalls - before.scriptCalls;
    if (new Set(replies.map(({ number }) => number)).size !== replies.length)
      throw new Error('a number was allocated twice');
    await Promise.all(
      replies.map(({ pool, session, link, number }) =>
        engine.leaveLink(names(pool).provider, names(pool).pool, {
          session: session,
          site: 'site_1m85dbrc3g49rb6k',
          link: link,
          number: number,
        }),
      ),
    );
  }
  return [(micros / calls).toFixed(1), Math.round(calls / seconds).toLocaleString('en')];
}

/** Fills pools with live links. It trims the ledger meanwhile, like the drain. */
async function manyLinks(): Promise<(string | number)[][]> {
  const empty = await usedMemory();
  await makePools(LIVE_LINKS / LINKS_PER_POOL, LINKS_PER_POOL);
  const withNumbers = await usedMemory();
  const before = await redisFigures(redis);
  const began = performance.now();
  for (let made = 0; made < LIVE_LINKS; made += IN_FLIGHT) {
    const pool = Math.floor(made / LINKS_PER_POOL);
    await Promise.all(
      Array.from({ length: Math.min(IN_FLIGHT, LIVE_LINKS - made) }, (_, i) =>
        allocate(Math.floor((made + i) / LINKS_PER_POOL)),
      ),
    );
    if (made % 10_240 === 0) await redis.xtrim(`{${names(pool).provider}}:ledger`, 'MAXLEN', 0);
  }
  const seconds = (performance.now() - began) / 1000;
  const after = await redisFigures(redis);
  for (let pool = 0; pool < LIVE_LINKS / LINKS_PER_POOL; pool++) {
    await redis.xtrim(`{${names(pool).provider}}:ledger`, 'MAXLEN', 0);
  }
  const full = await usedMemory();
  const micros = (after.scriptMicroseconds - before.scriptMicroseconds) / LIVE_LINKS;
  return [
    ['live links', LIVE_LINKS.toLocaleString('en')],
    ['allocations/s', Math.round(LIVE_LINKS / seconds).toLocaleString('en')],
    ['script µs', micros.toFixed(1)],
    ['bytes of a free number', Math.round((withNumbers - empty) / LIVE_LINKS)],
    ['bytes of a number with a live link and its active session', Math.round((full - empty) / LIVE_LINKS)],
  ];
}

async function usedMemory(): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1] ?? 0);
}
