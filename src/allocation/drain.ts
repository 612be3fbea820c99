import { nextFlight } from '../infra/single-flight.ts';
import type { LinkHistory } from '../store/port.ts';
import type { Ledger } from './ledger.ts';

const BATCH_ENTRIES = 500;

/** Drains a provider's ledger to the store. It resolves when all entries from before the call are stored. */
export type Drain = (provider: string) => Promise<void>;

/**
 * Moves a provider's ledger to the store in batches and returns the number of entries moved. It reads the oldest
 * entries, stores them and then removes them. After a crash between two steps the next drain stores some entries again,
 * which changes nothing. The drain stops at the first batch that is not full. Entries of a busy provider that arrive
 * later wait for the next drain.
 */
export async function drainLedger(ledger: Ledger, history: LinkHistory, provider: string): Promise<number> {
  let drained = 0;
  for (;;) {
    const { entries, upTo, isAll } = await ledger.oldest(provider, BATCH_ENTRIES);
    if (!upTo) return drained;
    await history.apply(entries);
    await ledger.forget(provider, upTo);
    drained += entries.length;
    if (isAll) return drained;
  }
}

/**
 * Creates a drain that runs once at a time for each provider. Calls during a run share one further run. That run starts
 * after the calls, so it stores all entries from before them.
 */
export function createDrain(ledger: Ledger, history: LinkHistory): Drain {
  return nextFlight(async (provider) => {
    await drainLedger(ledger, history, provider);
  });
}
