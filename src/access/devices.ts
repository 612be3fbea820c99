import { randomWord } from '../domain/ids.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { digestOf } from '../registry/port.ts';
import { accountOf } from './account.ts';

/** A browser is known for this time after its last sign-in. */
export const KNOWN_MS = 90 * 86_400_000;
const MAX_DEVICES = 50;

/**
 * The browsers from which people have signed in, in Redis: for each e-mail address the digests of random words, which the browsers
 * have in a cookie. Every method rejects while Redis is away.
 */
export class Devices {
  readonly #redis: RedisClient;
  readonly #now: () => Date;

  constructor(redis: RedisClient, now: () => Date) {
    this.#redis = redis;
    this.#now = now;
  }

  /** Returns whether somebody with the e-mail address has signed in from the browser. */
  async knows(email: string, device: string): Promise<boolean> {
    const seenAt = await this.#redis.zscore(keyOf(email), digestOf(device));
    return seenAt !== null && Number(seenAt) > this.#now().getTime() - KNOWN_MS;
  }

  /** Remembers the browser. Returns its word. @param device the word that it has already */
  async remember(email: string, device = randomWord(40)): Promise<string> {
    const key = keyOf(email);
    await this.#redis
      .multi()
      .zadd(key, this.#now().getTime(), digestOf(device))
      .zremrangebyrank(key, 0, -MAX_DEVICES - 1)
      .pexpire(key, KNOWN_MS)
      .exec();
    return device;
  }

  /** Forgets all browsers of the e-mail address. */
  async forget(email: string): Promise<void> {
    await this.#redis.del(keyOf(email));
  }
}

function keyOf(email: string): string {
  return `ringtrail:devices:${accountOf(email)}`;
}
