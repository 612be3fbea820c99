import type { Redis } from 'ioredis';
import type { CallerNames } from './caller-names.ts';

/** What a caller did before, for plans that ask. */
export type CallersPast = {
  /** When the caller called, up to this call and with it, in milliseconds, the latest first. */
  calledAt: number[];
  /** Who answered the caller's last call to each endpoint. */
  answeredBy: Record<string, string>;
};

export const NO_PAST: CallersPast = { calledAt: [], answeredBy: {} };

/** The longest time that a plan's rate can look back on, and as many calls as it can name. */
const RATE_MS = 86_400_000;
const RATE_CALLS = 60;
const ANSWERED_MS = 90 * 86_400_000;

/** What is remembered of callers, in Redis; all of one provider under its hash tag. */
export function createCallers(redis: Redis, nameOf: CallerNames['masked']) {
  const recent = (provider: string, caller: string) => `{${provider}}:recent:${nameOf(provider, caller)}`;
  const answered = (provider: string, caller: string) => `{${provider}}:answered:${nameOf(provider, caller)}`;

  return {
    /** Notes the call and tells of those before; a repeat of it is no further one. Its commands share one round trip. */
    async call(provider: string, caller: string, call: string, at: Date): Promise<CallersPast> {
      const key = recent(provider, caller);
      const [, , , latest, answeredBy] = await Promise.all([
        redis.zadd(key, 'NX', at.getTime(), call),
        redis.zremrangebyscore(key, '-inf', at.getTime() - RATE_MS),
        redis.pexpire(key, RATE_MS),
        redis.zrevrange(key, 0, RATE_CALLS - 1, 'WITHSCORES'),
        redis.hgetall(answered(provider, caller)),
      ]);
      // A repeat of an earlier call is judged by what came before that call, as it was the first time.
      const place = Math.max(0, latest.indexOf(call));
      return {
        calledAt: latest
          .slice(place)
          .filter((_, i) => i % 2 === 1)
          .map(Number),
        answeredBy,
      };
    },

    /** Notes who answered the caller, for the next call. */
    async answered(provider: string, caller: string, endpoint: string, by: string): Promise<void> {
      const key = answered(provider, caller);
      await Promise.all([redis.hset(key, endpoint, by), redis.pexpire(key, ANSWERED_MS)]);
    },

    /** @returns how many keys there were */
    async forget(provider: string, caller: string): Promise<number> {
      const removed = await Promise.all([
        redis.unlink(recent(provider, caller)),
        redis.unlink(answered(provider, caller)),
      ]);
      return removed.reduce((sum, one) => sum + one, 0);
    },
  };
}

export type Callers = ReturnType<typeof createCallers>;
