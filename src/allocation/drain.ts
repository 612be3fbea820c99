import type { LinkHistory } from '../store/port.ts';
import type { Ledger } from './ledger.ts';

const BATCH = 500;

/**
 * Carries a provider's ledger to the durable store. It reads the oldest entries, stores them, and only then
 * forgets them: ended between any two steps it stores some again, which changes nothing.
 * @returns how many entries it carried
 */
export async function drainLedger(ledger: Ledger, history: LinkHistory, provider: string): Promise<number> {
  let carried = 0;
  for (;;) {
    const { entries, upTo } = await ledger.oldest(provider, BATCH);
    if (!upTo) return carried;
    await history.apply(entries);
    await ledger.forget(provider, upTo);
    carried += entries.length;
  }
}
