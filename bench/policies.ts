/**
 * Compares policies on the same simulated visitors with known callers: how often a call finds its session, only its bucket, a
 * wrong bucket, or a visitor without a number. Everything is real: engine, Redis, ledger, store and attribution.
 *
 *   npm run bench -- policies [--smoke] [--write] [--cell=<numbers>:<load>]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { startRedisServer } from '../src/infra/redis-server.ts';
import { openStore } from '../src/store/open.ts';
import { POLICIES, playPolicy } from './attribution/policies.ts';
import { machine, publish, table } from './support/report.ts';

const smoke = process.argv.includes('--smoke');
const write = process.argv.includes('--write');
const only = process.argv.find((arg) => arg.startsWith('--cell='))?.slice('--cell='.length);
const SEEDS = [10, 20];
const CALLS = smoke ? 300 : 320;
const CELLS = smoke
  ? [{ numbers: 25, load: 0.2 }]
  : [25, 100].flatMap((numbers) => [0.05, 0.2, 0.5, 0.8, 1, 1.5].map((load) => ({ numbers, load })));
// A smoke run plays one policy that learns and one that does not.
const PLAYED = smoke
  ? POLICIES.filter(({ name }) => name === '30-minute hold' || name === 'affinity')
  : POLICIES;

const folder = await mkdtemp(join(tmpdir(), 'ringtrail-bench-redis-'));
const server = await startRedisServer({ dataDir: folder });
const redis = new Redis(server.url);

try {
  const rows: (string | number)[][] = [];
  for (const { numbers, load } of CELLS.filter((cell) => !only || only === `${cell.numbers}:${cell.load}`)) {
    for (const policy of PLAYED) {
      await redis.flushall();
      const store = await openStore('sqlite::memory:');
      const trace = { law: 'uis', openShare: 0.65, seeds: SEEDS, learns: CALLS, scores: CALLS } as const;
      const outcome = await playPolicy(redis, store, policy, { ...trace, numbers, load });
      await store.close();
      const { calls, exact, bucket, wrong, unshown, value } = outcome;
      const shares = [exact, bucket, wrong, unshown, exact + bucket, value];
      rows.push([`${numbers} numbers, load ${load}: ${policy.name}`, calls, ...shares.map(percent)]);
      process.stderr.write(`${rows.at(-1)?.join(' | ')}\n`);
    }
  }
  const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? '';
  const head = [
    'trace and policy',
    'calls',
    'session right',
    'bucket only',
    'wrong',
    'no number',
    'bucket right',
    'value',
  ];
  publish('policies', `${machine(version)} Seeds ${SEEDS.join(' and ')}.\n\n${table(head, rows)}`, write);
} finally {
  redis.disconnect();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
process.exit(0);

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
