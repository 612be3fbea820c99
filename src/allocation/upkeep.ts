import type { Pool, VirtualNumber } from '../domain/model.ts';
import { withZone, zoneOf } from '../domain/phone.ts';
import type { Directory } from '../registry/port.ts';
import type { Builder } from './builder.ts';
import type { Drain } from './drain.ts';
import type { PoolInventory, PoolUpkeep } from './engine/ports.ts';
import type { Ledger } from './ledger.ts';

/** The regular work on ledgers, links and pools that no request of a page does. */
export interface Upkeep {
  /** Drains the ledgers of all providers to the store. */
  ledgers(): Promise<void>;
  /** Ends the expired links of all pools, and plans which buckets own numbers where the policy is `affinity`. */
  links(): Promise<void>;
  /** Builds the pools that Redis has lost, and repeats changes of numbers that were made while Redis was away. */
  pools(): Promise<void>;
}

export function createUpkeep(
  directory: Directory,
  engine: PoolInventory & Pick<PoolUpkeep, 'sweep' | 'plan'>,
  builder: Builder,
  ledger: Ledger,
  drain: Drain,
  isKnownEverywhere: () => Promise<boolean>,
  intentsOf: (provider: string) => Promise<Readonly<Record<string, number>>>,
): Upkeep {
  async function planNumbers({ id, provider }: Pool): Promise<void> {
    if (directory.get('providers', provider)?.policy !== 'affinity') return;
    const numbers = new Map<string, number>();
    for (const { number, state, pinned } of directory.pooledNumbersOf(id)) {
      if (state !== 'active' || pinned) continue;
      const { country } = zoneOf(number);
      numbers.set(country, (numbers.get(country) ?? 0) + 1);
    }
    await engine.plan(provider, id, { numbers, intents: () => intentsOf(provider) });
  }

  /**
   * Brings the pool's numbers to their states in the directory when Redis holds another count of active ones. No number is
   * added before every gateway can answer its calls.
   */
  async function alignNumbers({ id, provider }: Pool): Promise<void> {
    const numbers = directory.pooledNumbersOf(id);
    const active = numbers.filter(({ state, pinned }) => state === 'active' && !pinned);
    if (active.length === (await engine.countNumbers(provider, id))) return;
    if (await isKnownEverywhere()) await engine.addNumbers(provider, id, active.map(withZone));
    const paused = numbers.filter(({ state, pinned }) => state === 'paused' && !pinned);
    await engine.withdrawNumbers(provider, id, paused.map(dialled), 'paused');
    const removed = numbers.filter(({ state, pinned }) => state === 'retired' || pinned);
    await engine.withdrawNumbers(provider, id, removed.map(dialled), 'retired');
  }

  return {
    async ledgers() {
      const providers = [...directory.all('providers')].map(({ id }) => id);
      const lengths = await Promise.all(providers.map((provider) => ledger.length(provider)));
      for (const [i, provider] of providers.entries()) if (lengths[i]) await drain(provider);
    },

    async links() {
      for (const pool of directory.all('pools')) {
        await engine.sweep(pool.provider, pool.id);
        await planNumbers(pool);
      }
    },

    async pools() {
      for (const pool of directory.all('pools')) {
        if (await engine.isBuilt(pool.provider, pool.id)) await alignNumbers(pool);
        else await builder.build(pool);
      }
    },
  };
}

function dialled({ number }: VirtualNumber): string {
  return number;
}
