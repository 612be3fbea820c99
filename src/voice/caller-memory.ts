import type { RedisClient } from '../infra/redis-client.ts';
import type { CallerNames } from './caller-names.ts';

/** A caller's earlier calls, for routing plans that depend on them. */
export type CallerHistory = {
  /** The times of the caller's calls up to this call and including it, in epoch milliseconds, newest first. */
  calledAt: number[];
  /** The target that answered the caller's last call, by endpoint id. */
  answeredBy: Record<string, string>;
};

export const NO_HISTORY: CallerHistory = { calledAt: [], answeredBy: {} };

/** A plan's rate counts calls within a day at most. */
const MAX_RATE_MS = 86_400_000;
const MAX_RATE_CALLS = 60;
const ANSWERED_MS = 90 * 86_400_000;

/** Stores callers' recent calls in Redis, under the hash tag of their provider. */
export function createCallerMemory(redis: RedisClient, maskCaller: CallerNames['maskCaller']) {
  const recentKey = (provider: string, caller: string) =>
    `{${provider}}:recent:${maskCaller(provider, caller)}`;
  const answeredKey = (provider: string, caller: string) =>
    `{${provider}}:answered:${maskCaller(provider, caller)}`;

  return {
    /**
     * Records the call and returns the caller's history. A repeated call is recorded once.
     * All commands share one round trip.
     */
    async recordCall(provider: string, caller: string, call: string, at: Date): Promise<CallerHistory> {
      const key = recentKey(provider, caller);
      const [, , , latest, answeredBy] = await Promise.all([
        redis.zadd(key, 'NX', at.getTime(), call),
        redis.zremrangebyscore(key, '-inf', at.getTime() - MAX_RATE_MS),
        redis.pexpire(key, MAX_RATE_MS),
        redis.zrevrange(key, 0, MAX_RATE_CALLS - 1, 'WITHSCORES'),
        redis.hgetall(answeredKey(provider, caller)),
      ]);
      return { calledAt: timesUpTo(call, latest), answeredBy };
    },

    /** Records the target that answered the caller, for the caller's next call to the endpoint. */
    async recordAnswer(provider: string, caller: string, endpoint: string, target: string): Promise<void> {
      const key = answeredKey(provider, caller);
      await Promise.all([redis.hset(key, endpoint, target), redis.pexpire(key, ANSWERED_MS)]);
    },

    /** Deletes the caller's history. Returns the number of keys that were deleted. */
    async forget(provider: string, caller: string): Promise<number> {
      const removed = await Promise.all([
        redis.unlink(recentKey(provider, caller)),
        redis.unlink(answeredKey(provider, caller)),
      ]);
      return removed.reduce((sum, count) => sum + count, 0);
    },
  };
}

export type CallerMemory = ReturnType<typeof createCallerMemory>;

/**
 * Returns the times from this call backwards. A repeated webhook sees the calls before its own call only, so the plan
 * decides as it did the first time.
 * @param latest call ids and their scores in turn, newest first
 */
function timesUpTo(call: string, latest: readonly string[]): number[] {
  const start = Math.max(0, latest.indexOf(call));
  return latest
    .slice(start)
    .filter((_, i) => i % 2 === 1)
    .map(Number);
}
