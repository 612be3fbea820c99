import type { VirtualNumber } from '../domain/model.ts';
import { withZone } from '../domain/phone.ts';
import type { Directory } from '../registry/port.ts';
import type { Builder } from './builder.ts';
import type { Engine } from './engine.ts';
import type { Ledger } from './ledger.ts';

/** What keeps the pools right when nobody asks for a number. */
export function createUpkeep(
  directory: Directory,
  engine: Engine,
  builder: Builder,
  ledger: Ledger,
  drain: (provider: string) => Promise<void>,
) {
  return {
    /** Carries every ledger to the store. */
    async ledgers(): Promise<void> {
      const providers = [...directory.all('providers')].map(({ id }) => id);
      const lengths = await Promise.all(providers.map((provider) => ledger.length(provider)));
      for (const [i, provider] of providers.entries()) if (lengths[i]) await drain(provider);
    },

    /** Ends links whose hold has run out. */
    async links(): Promise<void> {
      for (const pool of directory.all('pools')) await engine.sweep(pool.provider, pool.id);
    },

    /** Builds pools that Redis has lost, and makes up for changes of numbers that Redis was away for. */
    async pools(): Promise<void> {
      for (const pool of directory.all('pools')) {
        if (!(await engine.isBuilt(pool.provider, pool.id))) {
          await builder.build(pool);
          continue;
        }
        const size = await engine.size(pool.provider, pool.id);
        const numbers = directory.pooledNumbersOf(pool.id);
        const active = numbers.filter(({ state, pinned }) => state === 'active' && !pinned);
        if (active.length === size) continue;
        await engine.addNumbers(pool.provider, pool.id, active.map(withZone));
        const paused = numbers.filter(({ state, pinned }) => state === 'paused' && !pinned);
        await engine.withdraw(pool.provider, pool.id, paused.map(dialled), 'paused');
        const gone = numbers.filter(({ state, pinned }) => state === 'retired' || pinned);
        await engine.withdraw(pool.provider, pool.id, gone.map(dialled), 'retired');
      }
    },
  };
}

export type Upkeep = ReturnType<typeof createUpkeep>;

function dialled({ number }: VirtualNumber): string {
  return number;
}
