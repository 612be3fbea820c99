/**
 * Measures the allocation script of both policies on a pool of 100,000 numbers, in turn on one Redis: the time that Redis
 * spends in the script for each new session.
 *
 *   npm run bench -- affinity [--smoke] [--write]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { PoolSettings } from '../src/allocation/engine/pool.ts';
import { createEngine } from '../src/allocation/engine.ts';
import { newLinkIdPrefix } from '../src/allocation/link-id.ts';
import { bucketId } from '../src/domain/bucket.ts';
import { withZone, zoneOf } from '../src/domain/phone.ts';
import type { Policy } from '../src/domain/rung.ts';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { poolSettings } from '../test/support/examples.ts';
import { randomFrom } from '../tools/demo/random.ts';
import { numbersFrom } from './support/provider.ts';
import { perRequest, redisFigures } from './support/redis-figures.ts';
import { machine, median, publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');
const NUMBERS = smoke ? 2000 : 100_000;
const ROUNDS = smoke ? 2 : 25;
const SESSIONS = smoke ? 500 : 2000;
/** Sessions after which all buckets own their numbers. */
const LEARNS = NUMBERS * 1.15;
/** A plan is due after this time, however few sessions have come. */
const PLAN_EVERY_MS = 61_000;
const BUCKETS = 40;
const NETWORKS = 1000;
const HOLD_SECONDS = 3600;
/** As in a gateway, each network is limited. */
const GUARD = { sharePercent: 25, firstHoldSeconds: HOLD_SECONDS, sharedBucket: bucketId(['source'], {}) };
const ZONE = zoneOf('+12025550199');

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const server = await startRedisServer({ dataDir: folder });
const redis = new Redis(server.url);
const clock = { now: Date.UTC(2026, 0, 1) };
const engine = createEngine(redis, () => clock.now);
const random = randomFrom(7);
const zipf = Array.from({ length: BUCKETS }, (_, i) => 1 / (i + 1));
let sessions = 0;

try {
  const pools = { threshold: await poolOf('threshold'), affinity: await poolOf('affinity') };
  const measured: Record<Policy, number[]> = { threshold: [], affinity: [] };
  const cpu: Record<Policy, number[]> = { threshold: [], affinity: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const policy of ['threshold', 'affinity'] as const) {
      const before = await redisFigures(redis);
      const links = await visits(pools[policy], SESSIONS);
      const after = await redisFigures(redis);
      const figures = perRequest(before, after, SESSIONS);
      measured[policy].push(figures.scriptMicros);
      cpu[policy].push(figures.redisCpuMicros);
      await leaveAll(pools[policy], links);
    }
  }
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const ratio = ({ threshold, affinity }: Record<Policy, number[]>) =>
    median(affinity.map((micros, i) => micros / (threshold[i] ?? micros))).toFixed(2);
  const row = (name: string, of: Record<Policy, number[]>) => [
    name,
    median(of.threshold).toFixed(1),
    median(of.affinity).toFixed(1),
    ratio(of),
  ];
  const head = [`${NUMBERS} numbers`, '`threshold`, µs', '`affinity`, µs', 'ratio in a round'];
  const rows = [row('the script', measured), row('Redis’ CPU for a request', cpu)];
  publish('affinity', `${machine(version)}\n\n${table(head, rows)}`, write);
} finally {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

async function poolOf(policy: Policy): Promise<PoolSettings> {
  const settings = poolSettings({
    ...{ provider: `prov_${policy}`, pool: `pool_${policy}`, policy, holdSeconds: HOLD_SECONDS },
    threshold: 10_000_000,
  });
  const { provider, pool } = settings;
  await engine.buildPool(provider, pool, settings.holdSeconds, [], 0);
  await engine.addNumbers(
    provider,
    pool,
    numbersFrom(0, NUMBERS).map((number) => withZone({ number })),
  );
  const planning = { numbers: new Map([[ZONE.country, NUMBERS]]), intents: async () => ({}) };
  for (let learnt = 0; learnt < LEARNS; learnt += SESSIONS) {
    await leaveAll(settings, await visits(settings, SESSIONS));
    clock.now += PLAN_EVERY_MS;
    if (policy === 'affinity') await engine.plan(provider, pool, planning);
  }
  return settings;
}

type Link = { session: string; link: string; number: string };

async function visits(settings: PoolSettings, count: number): Promise<Link[]> {
  const links: Link[] = [];
  for (let left = count; left > 0; left -= 100)
    links.push(...(await Promise.all(Array.from({ length: 100 }, () => visit(settings)))));
  return links;
}

async function visit(settings: PoolSettings): Promise<Link> {
  const session = `session-${++sessions}`;
  const { link, number, keyedBy } = await engine.allocate(settings, {
    ...{ endpoint: 'end_1', site: 'site_1', session, visitor: `visitor-${sessions}`, zone: ZONE },
    bucket: bucketId(['source'], { source: `source-${random.pick(zipf)}` }),
    linkIdPrefix: newLinkIdPrefix(settings.pool),
    facts: '{"values":{"source":"google"}}',
    ...{ caller: `network-${sessions % NETWORKS}`, rateLimit: 1_000_000, siteLimit: 0, guard: GUARD },
  });
  if (keyedBy !== 'session') throw new Error(`a session got ${keyedBy}`);
  return { session, link, number };
}

async function leaveAll({ provider, pool }: PoolSettings, links: readonly Link[]): Promise<void> {
  for (let i = 0; i < links.length; i += 100) {
    const some = links.slice(i, i + 100);
    await Promise.all(some.map((link) => engine.leaveLink(provider, pool, { ...link, site: 'site_1' })));
  }
  await redis.del(`{${provider}}:ledger`);
}
