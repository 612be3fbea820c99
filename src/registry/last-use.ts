import type { RedisClient } from '../infra/redis-client.ts';

const KEY = 'ringtrail:keys:used';
const FLUSH_MS = 5000;

/**
 * The last use of each key, and the last request of each person. A use is noted in memory and written to Redis every five seconds, so no
 * request waits for it. While Redis is away, the uses wait.
 */
export class LastUse {
  readonly #redis: Pick<RedisClient, 'hset' | 'hmget'>;
  readonly #now: () => Date;
  #waiting = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(redis: Pick<RedisClient, 'hset' | 'hmget'>, now: () => Date) {
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

  /** Returns the times of last use in the order of the ids. While Redis is away, only this gateway's latest requests count. */
  async of(ids: readonly string[]): Promise<(string | null)[]> {
    if (ids.length === 0) return [];
    const stored = await this.#redis.hmget(KEY, ...ids).catch(() => []);
    return ids.map((id, i) => this.#waiting.get(id) ?? stored[i] ?? null);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
