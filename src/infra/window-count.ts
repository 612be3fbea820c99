import type { RedisClient } from './redis-client.ts';

/**
 * Counts in Redis within a window, which begins with its first count and ends by itself. Returns the count with this one, and the
 * milliseconds until the window ends. Rejects while Redis is away.
 */
export async function countInWindow(
  redis: RedisClient,
  key: string,
  windowMs: number,
): Promise<{ count: number; leftMs: number }> {
  // Redis 6.2 has no PEXPIRE NX.
  const replies = await redis.multi().set(key, 0, 'PX', windowMs, 'NX').incr(key).pttl(key).exec();
  const [, count, leftMs] = (replies ?? []).map(([error, reply]) => {
    if (error) throw error;
    return Number(reply);
  });
  if (count === undefined || leftMs === undefined) throw new Error('Redis did not count');
  return { count, leftMs };
}
