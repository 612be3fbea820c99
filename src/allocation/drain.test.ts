import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { LinkHistory } from '../store/port.ts';
import { createDrain } from './drain.ts';
import type { Ledger } from './ledger.ts';

/** Makes a ledger in memory, and a store that takes one turn of the event loop. */
function slowStore() {
  const waiting: string[] = [];
  const stored: string[] = [];
  let applies = 0;
  const faults: Error[] = [];
  const ledger: Ledger = {
    oldest: async (provider) => ({
      entries: waiting.map(
        (id) => ({ id, provider, at: new Date(0), type: 'seen', link: id }) as LedgerEntry,
      ),
      upTo: waiting.at(-1) ?? null,
      isAll: true,
    }),
    forget: async (_provider, upTo) => {
      waiting.splice(0, waiting.indexOf(upTo) + 1);
    },
    length: async () => waiting.length,
  };
  const history = {
    apply: async (entries: readonly LedgerEntry[]) => {
      applies += 1;
      const fault = faults.pop();
      if (fault) throw fault;
      await new Promise((resolve) => setImmediate(resolve));
      stored.push(...entries.map(({ id }) => id));
    },
  } as unknown as LinkHistory;
  return { waiting, stored, faults, drain: createDrain(ledger, history), applies: () => applies };
}

describe('draining on demand', () => {
  it('stores all entries from before the call', async () => {
    const { waiting, stored, drain } = slowStore();
    waiting.push('1-0');
    const first = drain('prov_1');
    await Promise.resolve();
    waiting.push('2-0');
    await drain('prov_1');
    expect(stored).toContain('2-0');
    await first;
  });

  it('runs once for all calls of the same moment', async () => {
    const { waiting, drain, applies } = slowStore();
    waiting.push('1-0');
    await Promise.all(Array.from({ length: 20 }, () => drain('prov_1')));
    expect(applies()).toBe(1);
  });

  it('rejects the calls of a failed run and runs again for later calls', async () => {
    const { waiting, stored, faults, drain } = slowStore();
    faults.push(new Error('the store is away'));
    waiting.push('1-0');
    const [first, joined] = await Promise.allSettled([drain('prov_1'), drain('prov_1')]);
    expect([first?.status, joined?.status]).toEqual(['rejected', 'fulfilled']);
    expect(stored).toEqual(['1-0']);
  });
});
