import { withZone } from '../domain/phone.ts';
import type { Directory } from '../registry/port.ts';
import type { LinkHistory } from '../store/port.ts';
import type { Builder } from './builder.ts';
import { drainLedger } from './drain.ts';
import type { Engine } from './engine.ts';
import type { Ledger } from './ledger.ts';

/** What keeps the pools right when nobody asks for a number. */
export function createUpkeep(
  directory: Directory,
  engine: Engine,
  builder: Builder,
  ledger: Ledger,
  history: LinkHistory,
) {
  return {
    /** Carries every ledger to the store. */
    async ledgers(): Promise<void> {
      const providers = [...directory.all('providers')].map(({ id }) => id);
      const lengths = await Promise.all(providers.map((provider) => ledger.length(provider)));
      for (const [i, provider] of providers.entries())
        if (lengths[i]) await drainLedger(ledger, history, provider);
    },

    /** Ends links whose hold has run out. */
    async links(): Promise<void> {
      for (const pool of directory.all('pools')) await engine.sweep(pool.provider, pool.id);
    },

    /** Builds pools that Redis has lost, and puts numbers into pools that were set up while Redis was away. */
    async pools(): Promise<void> {
      for (const pool of directory.all('pools')) {
        if (!(await engine.isBuilt(pool.provider, pool.id))) {
          await builder.build(pool);
          continue;
        }
        const active = directory
          .numbersOf(pool.id)
          .filter(({ state, pinned }) => state === 'active' && !pinned);
        if (active.length === (await engine.size(pool.provider, pool.id))) continue;
        await engine.addNumbers(pool.provider, pool.id, active.map(withZone));
      }
    },
  };
}

export type Upkeep = ReturnType<typeof createUpkeep>;
