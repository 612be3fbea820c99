import { randomBytes } from 'node:crypto';
import type { RedisClient } from '../infra/redis-client.ts';

/** The facts of sign-ins that have begun, in Redis. Each is taken once. Every method rejects while Redis is away. */
export class Flows<T> {
  readonly #redis: RedisClient;
  readonly #prefix: string;
  readonly #lifeMs: number;

  /** @param lifeMs the facts are lost after this many milliseconds */
  constructor(redis: RedisClient, name: string, lifeMs: number) {
    this.#redis = redis;
    this.#prefix = `ringtrail:flow:${name}:`;
    this.#lifeMs = lifeMs;
  }

  /** Saves the facts. Returns the word by which they are taken. @param word a random one when it is left out */
  async begin(facts: T, word = randomBytes(32).toString('base64url')): Promise<string> {
    await this.#redis.set(this.#prefix + word, JSON.stringify(facts), 'PX', this.#lifeMs);
    return word;
  }

  /** Returns the facts and removes them. null: there is nothing by this word, or it was taken. */
  async take(word: string): Promise<T | null> {
    const text = await this.#redis.getdel(this.#prefix + word);
    return text === null ? null : (JSON.parse(text) as T);
  }
}
