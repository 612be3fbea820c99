import type { RedisClient } from '../../infra/redis-client.ts';
import type { CarrierAccount } from '../carriers/account.ts';

type AccountName = Pick<CarrierAccount, 'carrier' | 'id'>;

/** The time up to which an account's list of calls has been read. */
export interface Progress {
  /** Resolves with null when the list was never read, or Redis has lost its data. */
  last(account: AccountName): Promise<Date | null>;
  save(account: AccountName, until: Date): Promise<void>;
}

/** Stores the progress in Redis, in epoch milliseconds. */
export function progressIn(redis: RedisClient): Progress {
  const keyOf = ({ carrier, id }: AccountName) => `ringtrail:reconciled:${carrier}:${id}`;
  return {
    async last(account) {
      const text = await redis.get(keyOf(account));
      return text === null ? null : new Date(Number(text));
    },
    async save(account, until) {
      await redis.set(keyOf(account), until.getTime());
    },
  };
}
