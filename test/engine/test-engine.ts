import { afterAll } from 'vitest';
import { createEngine, type Engine } from '../../src/allocation/engine.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

/** A Redis for the tests of a file, and an engine on it whose clock the tests move. */
type TestEngine = { redis: TestRedis; engine: Engine; clock: { now: number } };

/** Starts an engine. The Redis is removed after the tests of the file. */
export async function startTestEngine(): Promise<TestEngine> {
  const clock = { now: 1_900_000_000_000 };
  const redis = await startTestRedis();
  afterAll(() => redis.remove());
  return { redis, engine: createEngine(redis.client, () => clock.now), clock };
}
