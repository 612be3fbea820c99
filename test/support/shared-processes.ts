import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startTestRedis, type TestRedis } from './redis.ts';
import { dataFolder, type Ringtrail, startRingtrail } from './ringtrail.ts';

/** The Redis of all processes. */
export let redis: TestRedis;
/** The folder of the shared store, with a data folder for each process. */
export let folder: string;
const running: Ringtrail[] = [];

/** Gives each test of the file an empty store and an empty Redis, and ends its processes. */
export function useSharedProcesses(): void {
  beforeAll(async () => {
    redis = await startTestRedis();
  });
  beforeEach(async () => {
    folder = await dataFolder();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.kill9()));
    // A failed test may have left it frozen or stopped.
    redis.thaw();
    await redis.kill();
    await redis.start();
    await redis.client.flushall();
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(() => redis.remove());
}

/** Starts a gateway with its own data folder, on the shared store and Redis. */
export async function start(name: string, env: Record<string, string> = {}): Promise<Ringtrail> {
  const shared = { REDIS_URL: redis.url, STORE_URL: `sqlite:${join(folder, 'shared.db')}` };
  const one = await startRingtrail({
    dataDir: join(folder, name),
    env: { ...shared, ROLE: 'gateway', LOG_LEVEL: 'fatal', ...env },
  });
  running.push(one);
  return one;
}

export function startWorker(): Promise<Ringtrail> {
  return start('worker', { ROLE: 'worker', LOG_LEVEL: 'info' });
}
