/** What the registry needs of the store and of allocation, and what it does for calls that come early. */
import type { Kind, Kinds, Pool } from '../domain/model.ts';
import type { Zone } from '../domain/phone.ts';
import type { NewShare } from '../domain/records/share.ts';
import type { Records } from '../store/port.ts';

/** The part of the store that holds the records of operators, by kind. */
export type RecordStore = { readonly [K in Kind]: Records<Kinds[K]> };

/** Looks for records that the directory of this process lacks: in the latest changes in Redis, then in the store. */
export interface LateRecords {
  /** Resolves once both have been asked, after three seconds at most. The directory then has the number if it exists. */
  findNumber(carrier: string, number: string): Promise<void>;
  findEndpoint(id: string): Promise<void>;
}

/** Throws `Problem` where a new share link saves a query that the route behind it would refuse. */
export type CheckSavedQuery = (share: NewShare) => void;

/** The forms in which a provider stores a caller. */
export type CallerSpellings = {
  /** Returns the caller as the provider stores it: masked, where the provider asks for it. */
  maskCaller(provider: string, caller: string): string;
  /** Returns the keyed hash of the caller, whether or not the provider masks callers. */
  nameOf(provider: string, caller: string): string;
  /** Returns every form in which the provider may have stored the caller. */
  allNames(provider: string, caller: string): string[];
};

/** The changes of pools that follow from changed records. The allocation engine makes them. */
export interface PoolNumbers {
  addNumbers(
    provider: string,
    pool: string,
    numbers: readonly { number: string; zone: Zone }[],
  ): Promise<number>;
  withdrawNumbers(
    provider: string,
    pool: string,
    numbers: readonly string[],
    state: 'paused' | 'retired',
  ): Promise<number>;
  /** Removes retired numbers from the pool. */
  forgetNumbers(provider: string, pool: string, numbers: readonly string[]): Promise<number>;
  /** Removes a pool that has no numbers. */
  removePool(provider: string, pool: string): Promise<void>;
  /** Builds a pool in Redis from its records in the store. */
  build(pool: Pool): Promise<void>;
}
