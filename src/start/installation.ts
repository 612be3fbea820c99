import type { Logger } from 'pino';
import { newId } from '../domain/ids.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import type { SnapshotHead } from '../registry/port.ts';
import { type Store, WrongStore } from '../store/port.ts';

const KEY = 'ringtrail:installation';
/** An empty store without a snapshot waits this long for the id in Redis. A Redis that is away says nothing. */
const MAX_REDIS_MS = 1000;

type Identified = Pick<Store, 'installation' | 'providers'>;

/**
 * The identity of this installation. The store, the snapshot and Redis have it. Where they disagree, one of them is of
 * another installation, or was lost.
 */
export interface Identity {
  /** null: it is not known yet. */
  id(): string | null;
  /**
   * Learns the id from a store that was just opened. A store with records but without an id is of an earlier version, and
   * gets one. Rejects with `WrongStore` when the snapshot is of another installation, or when the store is empty although
   * the snapshot or Redis knows records.
   */
  identify(store: Identified): Promise<void>;
  /** Rejects with `WrongStore` when the store is of another installation by now, and with an error when Redis is. */
  check(store: Pick<Store, 'installation'>): Promise<void>;
  /** Writes the id of an installation with records to Redis, unless Redis has another one. Logs that once. */
  markRedis(): Promise<void>;
}

/** @param redis a connection that waits for Redis */
export function createIdentity(
  snapshot: SnapshotHead | null,
  redis: RedisClient,
  log: Logger,
  now: () => Date,
): Identity {
  let id = snapshot?.installation ?? null;
  let inRedis: string | null = null;

  async function identify({ installation, providers }: Identified): Promise<void> {
    const stored = await installation.id();
    if (id && stored && stored !== id)
      throw new WrongStore(
        `The store belongs to the installation ${stored}, but the snapshot to ${id}. Correct STORE_URL or DATA_DIR.`,
      );
    if (!stored && (await providers.list({ limit: 1 })).length === 0) await mustBeNew();
    id = stored ?? (await installation.adopt(id ?? newId('inst', now())));
  }

  async function mustBeNew(): Promise<void> {
    const known = snapshot?.hasRecords
      ? 'the snapshot directory.ndjson has records'
      : (await withTimeout(MAX_REDIS_MS, redis.get(KEY)).catch(() => null)) &&
        `Redis belongs to an installation with records (key ${KEY})`;
    if (known)
      throw new WrongStore(
        `The store is empty, but ${known}. Restore the database. To start from nothing, remove the snapshot from DATA_DIR and the key ${KEY} from Redis.`,
      );
  }

  return {
    id: () => id,
    identify,

    async check({ installation }) {
      if (id && (await installation.id()) !== id)
        throw new WrongStore(
          'The store is not the one of this installation. Restore it, or correct STORE_URL.',
        );
      if (id && inRedis && inRedis !== id)
        throw new Error(`Redis belongs to the installation ${inRedis}. Correct REDIS_URL.`);
    },

    async markRedis() {
      if (!id) return;
      const before = inRedis;
      inRedis = (await redis.set(KEY, id, 'NX')) ? id : await redis.get(KEY);
      if (inRedis && inRedis !== id && inRedis !== before)
        log.error({ installation: id, redis: inRedis }, 'Redis belongs to another installation');
    },
  };
}
