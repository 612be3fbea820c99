import type { Redis } from 'ioredis';

const KEY = 'ringtrail:keys:used';
const FLUSH_MS = 5000;

/**
 * The last use of each key, and the last request of each person. A use is noted in memory and written to Redis every five seconds, so no
 * request waits for it. While Redis is away, the uses wait.
 */
export class LastUse {
  readonly #redis: Pick<Redis, 'hset' | 'hgetall'>;
  readonly #now: () => Date;
  #waiting = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Pick<Redis, 'hset' | 'hgetall'>, now: () => Date) {
    this.#redis = redis;
    this.#now = now;
  }

  note(key: string): void {
    this.#waiting.set(key, this.#now().toISOString());
    this.#timer ??= setInterval(() => void this.flush(), FLUSH_MS).unref();
  }

  /** Writes the uses that wait. */
  async flush(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const uses = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#redis.hset(KEY, uses);
    } catch {
      this.#waiting = new Map([...uses, ...this.#waiting]);
    }
  }

  /** Returns the time of the last use of each used key. While Redis is away, it is that of this gateway's latest requests. */
  async all(): Promise<ReadonlyMap<string, string>> {
    const stored = await this.#redis.hgetall(KEY).catch(() => ({}));
    return new Map([...Object.entries(stored), ...this.#waiting]);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
