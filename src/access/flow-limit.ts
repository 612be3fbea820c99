import { networkDigests } from '../allocation/port.ts';
import { Problem } from '../domain/problem.ts';
import type { RedisClient } from '../infra/redis-client.ts';

const MINUTE_MS = 60_000;
/** An office has one address for many people. */
const PER_MINUTE = 120;

/** Limits the sign-ins that one network begins: Redis holds the facts of each for some minutes. It rejects while Redis is away. */
export class FlowLimit {
  readonly #redis: RedisClient;
  readonly #now: () => Date;
  readonly #networkOf = networkDigests();

  constructor(redis: RedisClient, now: () => Date) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Counts a sign-in that begins. Throws `rate_limited` for too many in a minute. */
  async count(address: string): Promise<void> {
    const now = this.#now().getTime();
    const minute = Math.floor(now / MINUTE_MS);
    const key = `ringtrail:flows:${this.#networkOf(address)}:${minute}`;
    const results = await this.#redis
      .multi()
      .incr(key)
      .pexpire(key, 2 * MINUTE_MS)
      .exec();
    const [, count] = results?.[0] ?? [];
    if (Number(count) <= PER_MINUTE) return;
    const retryAfterSeconds = Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000);
    throw new Problem('rate_limited', 'Too many sign-ins begin at your address.', { retryAfterSeconds });
  }
}
