import { describe, expect, it } from 'vitest';
import { dimensionsOf } from '../../../src/domain/report.ts';
import { at, attribution, call, delivery, entry } from '../../support/examples.ts';
import type { Bench } from './bench.ts';
import { storeVisitAndCalls } from './person.ts';

const DAY = 86_400;
const ids = (records: { id: string }[]) => records.map(({ id }) => id);

/** Repeats the step until it returns 0. Returns the sum. */
async function repeat(step: () => Promise<number>): Promise<number> {
  let sum = 0;
  for (let removed = await step(); removed > 0; removed = await step()) sum += removed;
  return sum;
}

export function expiryContract(bench: Bench): void {
  describe('an expired call', () => {
    it('is found by provider and age, the earliest first', async () => {
      const { calls } = bench.store;
      await storeVisitAndCalls(bench.store);
      await calls.save(call('call_4', 5, { provider: null }));
      expect(ids(await calls.expired('prov_1', at(30), 9))).toEqual(['call_1', 'call_2']);
      expect(ids(await calls.expired('prov_1', at(30), 1))).toEqual(['call_1']);
      expect(ids(await calls.expired(null, at(30), 9))).toEqual(['call_4']);
      expect(await calls.expired('prov_2', at(1000), 9)).toEqual([]);
    });

    it('is removed with its events, and counts once', async () => {
      const { calls } = bench.store;
      await storeVisitAndCalls(bench.store);
      const expired = await calls.expired('prov_1', at(30), 9);
      expect(await calls.expire(expired)).toBe(2);
      expect(await calls.expire(expired)).toBe(0);
      expect(await calls.expire([])).toBe(0);
      expect(ids(await calls.list({ limit: 9 }))).toEqual(['call_3']);
      expect(await calls.eventsOf(call('call_1', 0))).toEqual([]);
    });

    it('loses its annotation and its deliveries, which are counted', async () => {
      const { annotations, deliveries } = bench.store;
      await storeVisitAndCalls(bench.store);
      await deliveries.add(
        delivery('dlv_1', { call: 'call_1' }),
        delivery('dlv_2', { call: 'call_1' }),
        delivery('dlv_3', { call: 'call_3' }),
      );
      expect(await annotations.expire(['call_1', 'call_2'])).toBe(1);
      expect(await deliveries.expire(['call_1', 'call_2'])).toBe(2);
      expect(await annotations.expire(['call_1'])).toBe(0);
      expect(await deliveries.expire(['call_1'])).toBe(0);
      expect((await annotations.of(['call_1'])).size).toBe(0);
      expect(await deliveries.get('dlv_3')).not.toBeNull();
    });
  });

  describe('expired attributions', () => {
    it('are removed, some at a time, except the last one of the feed, which is erased', async () => {
      const { attributions } = bench.store;
      await storeVisitAndCalls(bench.store);
      const { next, data } = await attributions.feed({ limit: 9 });
      expect(data.at(-1)?.candidates).not.toEqual([]);
      expect(await attributions.expire('prov_2', at(1000), 9)).toBe(0);
      expect(await attributions.expire('prov_1', at(-1000), 9)).toBe(0);
      expect(await attributions.expire('prov_1', at(1000), 1)).toBe(1);
      expect(await repeat(() => attributions.expire('prov_1', at(1000), 1))).toBe(1);
      const left = await attributions.feed({ limit: 9 });
      expect(left.data.map(({ id, candidates }) => [id, candidates])).toEqual([['attr_3', []]]);
      expect(left.next).toBe(next);
      await attributions.add(attribution('attr_4'));
      expect((await attributions.feed({ limit: 9, after: next })).data).toHaveLength(1);
    });
  });

  describe('expired history', () => {
    it('is removed, some at a time, except the last link of each number, which only loses its session', async () => {
      const { history } = bench.store;
      await storeVisitAndCalls(bench.store);
      expect(await history.expire('prov_2', at(1000), 9)).toBe(0);
      expect(await history.expire('prov_1', at(0), 9)).toBe(0);
      // The hit, session s1 and link_1. The page of session s2 is still open.
      expect(await repeat(() => history.expire('prov_1', at(60), 1))).toBe(3);
      expect(await history.session('site_1', 's1')).toBeNull();
      expect(await history.hits('site_1', 's1', at(0), at(99))).toEqual([]);
      expect(await history.link('link_1')).toBeNull();
      expect(await history.link('link_2')).toMatchObject({ endedAt: null });

      await history.apply([entry.end(200, 'link_2', at(190))]);
      expect(await repeat(() => history.expire('prov_1', at(1000), 9))).toBe(2);
      expect(await history.link('link_2')).toMatchObject({ key: '', number: '+12025550111' });
      expect(await history.shown('link_2', at(999), 9)).toEqual([]);
    });

    it('includes a session of a link that lives on, but no session whose page is open', async () => {
      const { history } = bench.store;
      await history.apply([
        entry.start(0, 'link_b', { keyedBy: 'bucket', key: 'b' }),
        entry.shown(0, 'link_b', 'gone'),
        entry.shown(1, 'link_b', 'there'),
        entry.gone(20, 'link_b', 'gone', at(10)),
        entry.start(2, 'link_1', { number: '+12025550112', key: 'late' }),
        entry.shown(2, 'link_1', 'late'),
        entry.end(950, 'link_1', at(940)),
        entry.seen(900, 'link_b'),
      ]);
      await repeat(() => history.expire('prov_1', at(500), 1));
      const shown = async (link: string) =>
        (await history.shown(link, at(999), 9)).map(({ session }) => session);
      expect(await shown('link_b')).toEqual(['there']);
      expect(await shown('link_1')).toEqual(['late']);
      const isKnown = async (session: string) => (await history.session('site_1', session)) !== null;
      expect([await isKnown('gone'), await isKnown('there'), await isKnown('late')]).toEqual([
        false,
        true,
        true,
      ]);

      await history.apply([entry.end(990, 'link_b', at(980))]);
      await repeat(() => history.expire('prov_1', at(1000), 1));
      expect([...(await shown('link_b')), ...(await shown('link_1'))]).toEqual([]);
      expect(await history.link('link_b')).toMatchObject({ keyedBy: 'bucket', key: 'b' });
    });
  });

  describe('the history of a provider that is removed', () => {
    it('goes with the last links of its numbers and with pages that are open, some at a time, and no other history does', async () => {
      const { history } = bench.store;
      await storeVisitAndCalls(bench.store);
      await history.apply([
        entry.start(0, 'link_9', { provider: 'prov_2', site: 'site_2', number: '+12025550119', key: 's9' }),
        entry.shown(0, 'link_9', 's9', { provider: 'prov_2', site: 'site_2' }),
      ]);
      expect(await repeat(() => history.removeOf('prov_1', 1))).toBeGreaterThan(4);
      expect(await history.removeOf('prov_1', 9)).toBe(0);
      expect([await history.link('link_1'), await history.link('link_2')]).toEqual([null, null]);
      expect(await history.session('site_1', 's2')).toBeNull();
      expect(await history.shown('link_2', at(999), 9)).toEqual([]);
      expect(await history.showings('prov_1', '+12025550111', at(999), 9)).toEqual([]);
      expect(await history.link('link_9')).not.toBeNull();
      expect(await history.session('site_2', 's9')).not.toBeNull();
      expect(await history.shown('link_9', at(999), 9)).toHaveLength(1);
    });
  });

  describe('expired sums of reports', () => {
    it('are removed and counted: slots by their time', async () => {
      const { reports } = bench.store;
      const slot = (day: number, provider: string | null = 'prov_1') => ({
        provider,
        at: at(day * DAY),
        upTo: 1,
        cells: [],
      });
      for (const one of [slot(0), slot(1), slot(2), slot(0, 'prov_2'), slot(0, null)])
        await reports.put(one, null);
      expect(await repeat(() => reports.expire('prov_1', at(2 * DAY), 9))).toBe(2);
      expect(await repeat(() => reports.expire(null, at(2 * DAY), 9))).toBe(1);
      expect(await reports.list({}, 9)).toEqual([slot(2), slot(0, 'prov_2')]);
    });

    it('are removed and counted: dimensions by their last use', async () => {
      const { reports } = bench.store;
      const of = (source: string, second: number, owner = 'prov_1') => ({
        ...dimensionsOf(attribution('attr_1', { source, provider: owner })),
        usedAt: at(second),
      });
      const [old, lasting, others] = [of('old', 0), of('lasting', 0), of('others', 0, 'prov_2')];
      const numbers = await reports.addDimensions([old, lasting, others]);
      await reports.addDimensions([{ ...lasting, usedAt: at(9 * DAY) }]);
      await reports.addDimensions([{ ...lasting, usedAt: at(DAY) }]);
      expect(await repeat(() => reports.expire('prov_1', at(5 * DAY), 1))).toBe(1);
      const left = await reports.dimensions([...numbers.values()]);
      expect(left.map(({ values }) => values.source).toSorted()).toEqual(['lasting', 'others']);
      expect(await repeat(() => reports.expire('prov_1', at(11 * DAY), 1))).toBe(1);
      expect(await reports.dimensions([...numbers.values()])).toMatchObject([{ values: others.values }]);
      const added = await reports.addDimensions([old]);
      expect(await reports.dimensions([...added.values()])).toMatchObject([{ values: old.values }]);
      expect([...numbers.values()], 'a number belongs to one alone').not.toContain([...added.values()][0]);
    });
  });
}
