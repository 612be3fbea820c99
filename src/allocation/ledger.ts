import type { LedgerEntry } from '../domain/ledger.ts';
import type { RedisClient } from '../infra/redis-client.ts';
import { keys } from './keys.ts';
import { entriesOf } from './ledger-entries.ts';

/** The oldest entries of a ledger. */
export type LedgerPage = {
  entries: LedgerEntry[];
  /** The position of the last item read. Null when the ledger is empty. */
  upTo: string | null;
  /** True when the page reaches the ledger's end. */
  isAll: boolean;
};

/** The ledgers in Redis, which hold entries until the store has them. */
export interface Ledger {
  /** Reads the oldest `limit` items of the stream. One item may be several entries. */
  oldest(provider: string, limit: number): Promise<LedgerPage>;
  /** Removes the entries up to and including the position `upTo`. */
  forget(provider: string, upTo: string): Promise<void>;
  length(provider: string): Promise<number>;
}

export function createLedger(redis: RedisClient): Ledger {
  return {
    async oldest(provider, limit) {
      const items = await redis.xrange(keys.ledger(provider), '-', '+', 'COUNT', limit);
      const entries = items.flatMap(([id, fields]) => entriesOf(provider, id, fields));
      return { entries, upTo: items.at(-1)?.[0] ?? null, isAll: items.length < limit };
    },

    async forget(provider, upTo) {
      await redis.xtrim(keys.ledger(provider), 'MINID', nextId(upTo));
    },

    async length(provider) {
      return redis.xlen(keys.ledger(provider));
    },
  };
}
function nextId(id: string): string {
  const [ms, n] = id.split('-');
  return `${ms}-${Number(n) + 1}`;
}
