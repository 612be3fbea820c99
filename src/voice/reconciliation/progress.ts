import type { Redis } from 'ioredis';
import type { CarrierAccount } from '../carriers/account.ts';

type Named = Pick<CarrierAccount, 'carrier' | 'id'>;

/** Until when an account's calls have been looked through. */
export interface Progress {
  /** null: never, as far as is known. */
  last(account: Named): Promise<Date | null>;
  note(account: Named, until: Date): Promise<void>;
}

export function progressIn(redis: Redis): Progress {
  const keyOf = ({ carrier, id }: Named) => `ringtrail:reconciled:${carrier}:${id}`;
  return {
    async last(account) {
      const text = await redis.get(keyOf(account));
      return text === null ? null : new Date(Number(text));
    },
    async note(account, until) {
      await redis.set(keyOf(account), until.getTime());
    },
  };
}
