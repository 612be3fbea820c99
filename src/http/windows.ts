import type { Options, Store } from 'express-rate-limit';
import type { Redis } from 'ioredis';

/** Creates the store of a limit: a count in Redis for each client, which ends with its window. All gateways share it. */
export function createWindows(redis: Redis, prefix: string): Store {
  let windowMs = 0;
  return {
    prefix,
    init: (options: Options) => {
      windowMs = options.windowMs;
    },
    async increment(client) {
      const key = prefix + client;
      const replies = await redis.multi().set(key, 0, 'PX', windowMs, 'NX').incr(key).pttl(key).exec();
      const [, totalHits, leftMs] = (replies ?? []).map(([error, reply]) => {
        if (error) throw error;
        return Number(reply);
      });
      if (totalHits === undefined || leftMs === undefined) throw new Error('Redis did not count a request');
      return { totalHits, resetTime: new Date(Date.now() + leftMs) };
    },
    async decrement(client) {
      await redis.decr(prefix + client);
    },
    async resetKey(client) {
      await redis.del(prefix + client);
    },
  };
}
