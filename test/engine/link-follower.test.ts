import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followLinks } from '../../src/allocation/link-follower.ts';
import { createLinkMemory } from '../../src/allocation/link-memory.ts';
import { connectForWork } from '../../src/infra/redis.ts';
import type { Directory } from '../../src/registry/port.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

const log = pino({ level: 'silent' });
const directory = { all: () => [] } as unknown as Directory;
let redis: TestRedis;

beforeEach(async () => {
  redis = await startTestRedis();
});
afterEach(() => redis.remove());

it('a memory knows that it may miss links from the loss of the connection until they are read again', async () => {
  const memory = createLinkMemory();
  const client = connectForWork({ url: redis.url }, log);
  const follower = followLinks({
    ...{ redis: client, directory, memory, log },
    engine: { lastLinks: async () => [] },
  });
  try {
    await expect.poll(() => memory.isFollowing()).toBe(true);
    await redis.kill();
    await expect.poll(() => memory.isFollowing()).toBe(false);
    expect(memory.isComplete()).toBe(true);
    await redis.start();
    await expect.poll(() => memory.isFollowing(), { timeout: 10_000 }).toBe(true);
  } finally {
    follower.close();
    client.disconnect();
  }
});
