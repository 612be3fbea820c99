import type { LinkHistory } from '../store/port.ts';
import type { Ledger } from './ledger.ts';

const BATCH = 500;

/**
 * Carries a provider's ledger to the durable store. It reads the oldest entries, stores them, and only then
 * forgets them: ended between any two steps it stores some again, which changes nothing. What is appended meanwhile
 * is left to the next time, or a busy provider's drain would never end.
 * @returns how many entries it carried
 */
export async function drainLedger(ledger: Ledger, history: LinkHistory, provider: string): Promise<number> {
  let carried = 0;
  for (;;) {
    const { entries, upTo, isAll } = await ledger.oldest(provider, BATCH);
    if (!upTo) return carried;
    await history.apply(entries);
    await ledger.forget(provider, upTo);
    carried += entries.length;
    if (isAll) return carried;
  }
}

/**
 * Drains on demand. While a provider's ledger is being carried, those who ask wait for one more run together: that run
 * begins after they asked, so what happened before is stored when it is done.
 */
export function createDrain(ledger: Ledger, history: LinkHistory): (provider: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();

  function run(provider: string): Promise<void> {
    const done = drainLedger(ledger, history, provider)
      .then(() => undefined)
      .finally(() => running.delete(provider));
    running.set(provider, done);
    return done;
  }

  return (provider) => {
    const current = running.get(provider);
    if (current === undefined) return run(provider);
    const joined = waiting.get(provider);
    if (joined !== undefined) return joined;
    const next = current
      .catch(() => undefined)
      .then(() => {
        waiting.delete(provider);
        return run(provider);
      });
    waiting.set(provider, next);
    return next;
  };
}
