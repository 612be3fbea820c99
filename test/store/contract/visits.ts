import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/domain/ledger.ts';
import { MAX_VISIT_CELLS, type VisitSlot } from '../../../src/domain/visit-slot.ts';
import type { Store } from '../../../src/store/port.ts';
import { at, entry, facts } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const QUARTER = 900;

/** Session `s1` is shown a number, looks at pages and taps twice. `s2` is shown one after it got none. `s3` gets none. */
const ledger: LedgerEntry[] = [
  entry.shown(1, 'link_1', 's1', { facts: facts('google') }),
  entry.hit(2, 's1'),
  entry.unshown(3, 's2', { facts: facts('bing') }),
  entry.unshown(4, 's3', { facts: facts('bing') }),
  entry.hit(5, 's1', { hit: 'tap' }),
  entry.shown(6, 'link_2', 's1', { facts: facts('google') }),
  entry.hit(7, 's1', { hit: 'tap' }),
  entry.unshown(QUARTER + 1, 's4', { facts: facts('google') }),
  entry.shown(QUARTER + 2, 'link_3', 's2', { facts: facts('bing') }),
];

const GOOGLE = { source: 'google', medium: null, campaign: null, channel: 'Organic Search' };
const BING = { ...GOOGLE, source: 'bing' };
const EXPECTED = [
  {
    ...{ provider: 'prov_1', site: 'site_1', at: at(0) },
    cells: [
      { ...GOOGLE, sessions: 1, shown: 1, tapped: 1 },
      { ...BING, sessions: 2, shown: 1, tapped: 0 },
    ],
  },
  {
    ...{ provider: 'prov_1', site: 'site_1', at: at(QUARTER) },
    cells: [{ ...GOOGLE, sessions: 1, shown: 0, tapped: 0 }],
  },
];

async function slotsOf({ visits }: Pick<Store, 'visits'>): Promise<Omit<VisitSlot, 'upTo'>[]> {
  return (await visits.list({}, 1000)).map(({ upTo: _, ...slot }) => slot);
}

export function visitsContract(bench: Bench): void {
  describe('visit slots', () => {
    it('count each session once, in the quarter of an hour in which it began', async () => {
      const { history } = bench.store;
      for (const one of ledger) await history.apply([one]);
      expect(await slotsOf(bench.store)).toEqual(EXPECTED);
    });

    it('are the same when the ledger comes in other batches, again, and from several callers at once', async () => {
      const stores = [bench.store, await bench.openAnother(), await bench.openAnother()];
      for (let size = 1; size <= ledger.length; size++)
        await Promise.all(stores.map((store) => store.history.apply(ledger.slice(0, size))));
      await Promise.all(stores.map((store) => store.history.apply(ledger)));
      expect(await slotsOf(bench.store)).toEqual(EXPECTED);
    });

    it('leave a session without a number out of those that were shown one, and of those of a visitor', async () => {
      const { history } = bench.store;
      await history.apply(ledger);
      expect(await history.session('site_1', 's3')).toBeNull();
      expect(await history.factsOf([{ site: 'site_1', session: 's3' }])).toEqual([]);
    });

    it('count no more combinations of traffic than their limit, and the others by their channel', async () => {
      const { history, visits } = bench.store;
      const invented = Array.from({ length: MAX_VISIT_CELLS + 50 }, (_, i) =>
        entry.shown(i % QUARTER, `link_${i}`, `s${i}`, {
          id: `${at(0).getTime() + i}-0`,
          facts: facts('google', { values: { source: 'google', medium: 'cpc', campaign: `c${i}` } }),
        }),
      );
      await history.apply(invented);
      const tap = { hit: 'tap' as const, id: `${at(0).getTime() + 5000}-0` };
      await history.apply([entry.hit(8, `s${MAX_VISIT_CELLS + 1}`, tap)]);
      const [slot] = await visits.list({}, 10);
      expect(slot?.cells).toHaveLength(MAX_VISIT_CELLS + 1);
      expect(slot?.cells.at(-1)).toEqual({
        ...{ source: '(other)', medium: '(other)', campaign: '(other)', channel: 'Paid Search' },
        ...{ sessions: 50, shown: 50, tapped: 1 },
      });
    });

    it('are listed by provider, time and site, page by page, and expire by provider', async () => {
      const { history, visits } = bench.store;
      const shown = (second: number, session: string, provider: string, site: string) =>
        entry.shown(second, `link_${session}`, session, { provider, site });
      await history.apply([
        ...ledger,
        shown(QUARTER + 3, 's5', 'prov_1', 'site_2'),
        shown(1, 's6', 'prov_2', 'site_9'),
      ]);
      const all = await visits.list({}, 10);
      const names = all.map(({ provider, site, at: time }) => [provider, site, time]);
      expect(names).toEqual([
        ['prov_1', 'site_1', at(0)],
        ['prov_1', 'site_1', at(QUARTER)],
        ['prov_1', 'site_2', at(QUARTER)],
        ['prov_2', 'site_9', at(0)],
      ]);
      for (let i = 0; i < all.length; i++)
        expect(await visits.list({}, 2, all[i])).toEqual(all.slice(i + 1, i + 3));
      expect(await visits.list({ provider: 'prov_1' }, 9, all[1])).toEqual([all[2]]);
      expect(await visits.list({ provider: ['prov_2'] }, 9)).toEqual([all[3]]);
      expect(await visits.list({ provider: [] }, 9)).toEqual([]);
      expect(await visits.list({ site: 'site_2' }, 9)).toEqual([all[2]]);
      expect(await visits.list({ since: at(QUARTER), until: at(2 * QUARTER) }, 9)).toEqual(all.slice(1, 3));

      expect(await visits.expire('prov_1', at(QUARTER), 9)).toBe(1);
      expect(await visits.expire('prov_1', at(QUARTER), 9)).toBe(0);
      expect(await visits.expire('prov_1', at(9 * QUARTER), 1)).toBe(1);
      expect((await visits.list({}, 9)).map(({ provider }) => provider)).toEqual(['prov_1', 'prov_2']);
    });

    it('stay as they are when a session is erased or expires', async () => {
      const { history } = bench.store;
      await history.apply(ledger);
      await history.erase([{ site: 'site_1', session: 's1' }]);
      await history.expire('prov_1', at(9 * QUARTER), 100);
      expect(await slotsOf(bench.store)).toEqual(EXPECTED);
    });
  });
}
