import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Kind, Kinds } from '../domain/model.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { openSubscriber } from '../infra/redis-subscriber.ts';

const CHANNEL = 'ringtrail:registry';
/** Redis counts changes here, so that a process notices when it has missed one. */
const VERSION_KEY = 'ringtrail:registry:version';
/** The latest changes with their records. The braces put the key into the slot of the version on a Redis Cluster. */
const CHANGES_KEY = `{${VERSION_KEY}}:changes`;
const MAX_CHANGES = 2000;

/** Counts a change, saves it and publishes it in one step. Returns its number. */
const ANNOUNCE = `
local version = redis.call('INCR', KEYS[1])
local change = '{"version":' .. version .. ',' .. string.sub(ARGV[1], 2)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[2], version .. '-0', 'change', change)
redis.call('PUBLISH', ARGV[3], change)
return version`;

/**
 * A change of records of one kind: its number among all changes, and the process that made it. A record that was removed
 * is among the ids alone. Processes of earlier versions announce the ids alone, without `records`.
 */
export type Change = {
  kind: Kind;
  ids: readonly string[];
  records?: readonly Kinds[Kind][];
  version: number;
  by: string;
};

/** The announcements of changes between processes, over Redis. */
export class Announcements {
  readonly #self = randomUUID();
  readonly #redis: RedisClient;
  readonly #subscriber: Redis;

  constructor(redis: RedisClient) {
    this.#redis = redis;
    this.#subscriber = openSubscriber(redis);
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

  /** False while the connection to Redis is down, and commands would wait for it. */
  get isConnected(): boolean {
    return this.#redis.status === 'ready';
  }

  /** Returns the number of the last change. */
  async latestVersion(): Promise<number> {
    return Number(await this.#redis.get(VERSION_KEY));
  }

  /** Returns the changes after `version` in their order. Returns null when Redis does not have all of them. */
  async changesAfter(version: number): Promise<Change[] | null> {
    const [latest, items] = await Promise.all([
      this.latestVersion(),
      this.#redis.xrange(CHANGES_KEY, `${version + 1}-0`, '+'),
    ]);
    const changes = items.map(([, [, text = '']]) => JSON.parse(text) as Change);
    const isGapless = changes.every((change, i) => change.version === version + 1 + i);
    // A Redis that has lost its data counts from the start again.
    return isGapless && latest >= version && version + changes.length >= latest ? changes : null;
  }

  /** Announces a change of this process. Resolves with its number. */
  async publish(change: Omit<Change, 'by' | 'version'>): Promise<number> {
    const text = JSON.stringify({ ...change, by: this.#self });
    return Number(await this.#redis.eval(ANNOUNCE, 2, VERSION_KEY, CHANGES_KEY, text, MAX_CHANGES, CHANNEL));
  }

  close(): void {
    this.#subscriber.disconnect();
    this.#redis.disconnect();
  }
}
