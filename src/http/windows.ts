import type { Options, Store } from 'express-rate-limit';
import type { RedisClient } from '../infra/redis-client.ts';
import { countInWindow } from '../infra/window-count.ts';

/** Creates the store of a limit: a count in Redis for each client, which ends with its window. All gateways share it. */
export function createWindows(redis: RedisClient, prefix: string): Store {
  let windowMs = 0;
  return {
    prefix,
    init: (options: Options) => {
      windowMs = options.windowMs;
    },
    async increment(client) {
      const { count, leftMs } = await countInWindow(redis, prefix + client, windowMs);
      return { totalHits: count, resetTime: new Date(Date.now() + leftMs) };
    },
    async decrement(client) {
      await redis.decr(prefix + client);
    },
    async resetKey(client) {
      await redis.del(prefix + client);
    },
  };
}
