import type { Zone } from '../domain/phone.ts';

export { type Dialable, Directory } from './directory.ts';

/** The pools, as far as setting up numbers needs them; the allocation engine is one. */
export interface PoolNumbers {
  addNumbers(
    provider: string,
    pool: string,
    numbers: readonly { number: string; zone: Zone }[],
  ): Promise<number>;
  withdraw(provider: string, pool: string, numbers: readonly string[]): Promise<number>;
}
