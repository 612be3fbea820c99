import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CellOptions } from '../../bench/attribution/cell.ts';
import { type Outcome, playPolicy } from '../../bench/attribution/policies.ts';
import { openStore } from '../../src/store/open.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

/** About 130 calls of 4,500 visitors. The same seeds give the same figures in each run. */
const TRACE: CellOptions = {
  ...{ law: 'uis', openShare: 0.65, numbers: 40, load: 0.2 },
  ...{ seeds: [11], learns: 0, scores: 130 },
};
const PATIENCE_MS = 120_000;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.remove());

/** Plays the trace by the policy `affinity`, with `replacement` in place of a text of the scripts. */
async function outcomeWith(text = '', replacement = ''): Promise<Outcome> {
  await redis.client.flushdb();
  const client = redis.client.duplicate();
  client.defineCommand = (name, { lua = '', ...rest }) =>
    Redis.prototype.defineCommand.call(client, name, { ...rest, lua: lua.replaceAll(text, replacement) });
  const store = await openStore('sqlite::memory:');
  const policy = { name: 'affinity', credits: 'posterior', settings: { policy: 'affinity' } } as const;
  const outcome = await playPolicy(client, store, policy, TRACE);
  await store.close();
  client.disconnect();
  return outcome;
}

const rightBuckets = ({ exact, bucket }: Outcome) => exact + bucket;

describe('calls of simulated visitors, by the policy affinity,', () => {
  it(
    'find their bucket nearly always and their session mostly, and a fault in the owners shows',
    async () => {
      const outcome = await outcomeWith();
      expect(outcome.calls).toBeGreaterThan(100);
      expect(rightBuckets(outcome)).toBeGreaterThan(0.97);
      expect(outcome.exact).toBeGreaterThan(0.8);
      expect(outcome.unshown).toBe(0);

      const faulty = await outcomeWith("group, sharing = isOwner and bucket or ''", "group, sharing = ''");
      expect(rightBuckets(faulty), 'no bucket owns numbers').toBeLessThan(0.95);
    },
    PATIENCE_MS,
  );
});
