import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Kind } from '../domain/model.ts';

const CHANNEL = 'ringtrail:registry';
/** Redis counts changes here, so that a process notices when it has missed one. */
const VERSION_KEY = 'ringtrail:registry:version';

/** A change of records of one kind: its number among all changes, and the process that made it. */
export type Change = { kind: Kind; ids: readonly string[]; version: number; by: string };

/** The announcements of changes between processes, over Redis. */
export class Announcements {
  readonly #self = randomUUID();
  readonly #redis: Redis;
  readonly #subscriber: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
    this.#subscriber = redis.duplicate();
    this.#subscriber.on('error', () => undefined);
  }

  /**
   * Starts to receive the changes of other processes. Resolves when Redis has taken the subscription. Calls `onGap`
   * after each later reconnection: announcements, and the count of them, may be lost.
   */
  async subscribe(onChange: (change: Change) => void, onGap: () => void): Promise<void> {
    this.#subscriber.on('message', (_channel, text) => {
      const change: Change = JSON.parse(text);
      if (change.by !== this.#self) onChange(change);
    });
    await this.#subscriber.subscribe(CHANNEL);
    this.#subscriber.on('ready', onGap);
  }

  /** Returns the number of the last change. */
  async latestVersion(): Promise<number> {
    return Number(await this.#redis.get(VERSION_KEY));
  }

  /** Counts a change of this process and returns its number. `publish` announces it. */
  countChange(): Promise<number> {
    return this.#redis.incr(VERSION_KEY);
  }

  async publish(change: Omit<Change, 'by'>): Promise<void> {
    await this.#redis.publish(CHANNEL, JSON.stringify({ ...change, by: this.#self }));
  }

  close(): void {
    this.#subscriber.disconnect();
    this.#redis.disconnect();
  }
}
