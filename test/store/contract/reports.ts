import { describe, expect, it } from 'vitest';
import { dimensionsOf, packCells, type ReportSlot } from '../../../src/domain/report.ts';
import { DAY_MS } from '../../../src/domain/report-day.ts';
import type { DayKey, DayVersion, SlotRange } from '../../../src/store/port.ts';
import { at, attribution, call } from '../../support/examples.ts';
import type { Bench } from './bench.ts';

const numbered = (source: string, second = 0) => ({
  ...dimensionsOf(attribution('attr_1', { source })),
  usedAt: at(second),
});

function slot(minutes: number, of: Partial<ReportSlot> = {}): ReportSlot {
  const cells = packCells([{ dimensions: 3, calls: 2, talkSeconds: 12.5, confidence: 7500 }]);
  return { provider: 'prov_1', at: at(minutes * 60), upTo: 5, cells, ...of };
}

const DAY = 24 * 60;
/** Returns the beginning of a day, by minutes after the examples begin. */
const dayAt = (minutes: number) => new Date(Math.floor(at(minutes * 60).getTime() / DAY_MS) * DAY_MS);
const key = (provider: DayKey['provider'], minutes: number) => ({ provider, at: dayAt(minutes) });

export function reportsContract(bench: Bench): void {
  describe('report slots', () => {
    it('hold the position up to which they count, which never falls', async () => {
      const { reports } = bench.store;
      expect(await reports.position()).toBe(0);
      await reports.advance(7);
      await reports.advance(5);
      expect(await reports.position()).toBe(7);
    });

    it('are replaced only by a caller that knows the stored one', async () => {
      const { reports } = bench.store;
      const [first, second] = [slot(0), slot(0, { upTo: 9, cells: [] })];
      expect(await reports.slot('prov_1', at(0))).toBeNull();
      expect(await reports.put(first, 4)).toBe(false);
      expect(await reports.put(first, null)).toBe(true);
      expect(await reports.put(second, null)).toBe(false);
      expect(await reports.slot('prov_1', at(0))).toEqual(first);
      expect(await reports.put(second, 4)).toBe(false);
      expect(await reports.put(second, 5)).toBe(true);
      expect(await reports.slot('prov_1', at(0))).toEqual(second);
    });

    it('are put by one of several callers at once', async () => {
      const another = await bench.openAnother();
      for (const former of [null, 5]) {
        const stores = [bench.store, another, bench.store, another];
        const next = slot(0, { upTo: former === null ? 5 : 6 });
        const put = await Promise.all(stores.map((store) => store.reports.put(next, former)));
        expect(put.filter(Boolean)).toHaveLength(1);
      }
    });

    it('are listed by provider and time, page by page', async () => {
      const { reports } = bench.store;
      const all = [
        slot(0, { provider: null }),
        slot(0),
        slot(15),
        slot(30),
        slot(15, { provider: 'prov_2' }),
      ];
      for (const one of all.toReversed()) await reports.put(one, null);
      expect(await reports.list({}, 10)).toEqual(all);
      expect(await reports.list({}, 2)).toEqual(all.slice(0, 2));
      expect(await reports.list({}, 2, all[1])).toEqual(all.slice(2, 4));
      expect(await reports.list({}, 9, all[0])).toEqual(all.slice(1));
      expect(await reports.list({ provider: 'prov_1' }, 10)).toEqual(all.slice(1, 4));
      expect(await reports.list({ provider: 'prov_1' }, 10, all[2])).toEqual(all.slice(3, 4));
      expect(await reports.list({ provider: ['prov_1'] }, 2, all[1])).toEqual(all.slice(2, 4));
      expect(await reports.list({ provider: [] }, 10)).toEqual([]);
      expect(await reports.list({ since: at(900), until: at(1800) }, 10)).toEqual([all[2], all[4]]);
      expect(await reports.list({ provider: 'prov_3' }, 10)).toEqual([]);
    });

    it('are listed by day, page by page', async () => {
      const { reports } = bench.store;
      const of = (provider: string | null, minutes: number) => slot(minutes, { provider });
      for (const one of [
        of('prov_2', 0),
        of(null, 0),
        of('prov_1', 2 * DAY),
        of('prov_1', 15),
        of('prov_1', 0),
      ])
        await reports.put(one, null);
      const all = [key(null, 0), key('prov_1', 0), key('prov_1', 2 * DAY), key('prov_2', 0)];
      const list = async (range: SlotRange, after?: DayKey) =>
        (await reports.days(range, after)).map(({ provider, at }) => ({ provider, at }));
      const each = { provider: ['', 'prov_1', 'prov_2'] };
      expect(await list(each)).toEqual(all);
      expect(await list(each, all[1])).toEqual(all.slice(2));
      expect(await list(each, all[3])).toEqual([]);
      expect(await list({ provider: 'prov_1' }, all[1])).toEqual([all[2]]);
      expect(await list({ provider: ['prov_2', 'prov_3'] })).toEqual([all[3]]);
      expect(await list({ provider: '' })).toEqual([all[0]]);
      expect(await list({ provider: [] })).toEqual([]);
      const range = { since: at(900), until: dayAt(2 * DAY) };
      expect(await list({ ...each, ...range })).toEqual([all[0], all[1], all[3]]);
      expect(await list({ ...each, since: dayAt(2 * DAY) })).toEqual([all[2]]);
      const ofAll = [key(undefined, 0), key(undefined, 2 * DAY)];
      expect(await list({})).toEqual(ofAll);
      expect(await list({}, ofAll[0])).toEqual(ofAll.slice(1));
      expect(await list(range)).toEqual(ofAll.slice(0, 1));
    });

    const withSums = async (day?: DayVersion) => day && { ...day, sums: await bench.store.reports.day(day) };

    it.each([
      ['one provider', 'prov_1'],
      ['all providers', undefined],
    ])('have the saved sums of the day of %s until one of them changes', async (_, provider) => {
      const { reports } = bench.store;
      const sums = { cells: new Uint8Array([1, 0, 255, 7]), values: 'a line\n["ü"]' };
      const day = async () => withSums((await reports.days(provider ? { provider } : {}))[0]);
      const save = async () => {
        const found = await day();
        if (found) await reports.saveDay(found, sums);
        return found;
      };
      await reports.put(slot(0), null);
      expect(await day()).toMatchObject({ sums: null });
      const before = await save();
      const saved = (await day())?.sums;
      expect(saved && { ...saved, cells: new Uint8Array(saved.cells) }).toEqual(sums);
      await reports.put(slot(0, { upTo: 6 }), 5);
      expect(await day()).toMatchObject({ sums: null });
      await reports.saveDay(before ?? { ...key(provider, 0), version: '' }, sums);
      expect(await day(), 'saved too late').toMatchObject({ sums: null });
      await save();
      await reports.put(slot(15), null);
      expect(await day(), 'another slot').toMatchObject({ sums: null });
      await save();
      await reports.expire('prov_1', at(900), 9);
      expect(await day(), 'a removed slot').toMatchObject({ sums: null });
      await save();
      await reports.put(slot(2 * DAY), null);
      await reports.expire('prov_1', dayAt(DAY), 9);
      expect(await day(), 'a removed day').toMatchObject({ at: dayAt(2 * DAY) });
    });

    it.each([
      ['one provider', 'prov_1'],
      ['calls without a provider', null],
      ['all providers', undefined],
    ])('lose the saved sums of the day of %s when a result changes', async (_, provider) => {
      const { annotations, attributions, calls, reports } = bench.store;
      const owner = provider === undefined ? 'prov_1' : provider;
      for (const [id, second] of [
        ['call_1', 1],
        ['call_2', 2],
      ] as const) {
        await calls.save(call(id, second, { provider: owner }));
        await attributions.add(attribution(`of_${id}`, { call: id, provider: owner, at: at(second) }));
      }
      await reports.put(slot(0, { provider: owner }), null);
      const range = provider === undefined ? {} : { provider: provider ?? '' };
      const day = async () => withSums((await reports.days(range))[0]);
      const report = async (id: string, qualification: object) => {
        await annotations.annotate(id, { qualification: { ...qualification, at: at(9).toISOString() } });
        const found = await day();
        expect(found).toMatchObject({ sums: null });
        if (found) await reports.saveDay(found, { cells: new Uint8Array([7]), values: id });
        expect((await day())?.sums).not.toBeNull();
      };
      await report('call_1', { qualified: true });
      await report('call_1', { qualified: false });
      await report('call_1', { qualified: false, value: 4, currency: 'EUR' });
      await report('call_1', { qualified: null, value: null });
      await report('call_2', { qualified: true });
      await attributions.add(
        attribution('later', {
          call: 'call_2',
          provider: owner,
          at: at(2),
          replaces: 'of_call_2',
          source: 'bing',
        }),
      );
      expect(await day(), 'another attribution').toMatchObject({ sums: null });
    });

    it('lose the saved sums of a day when another call has the only result, after as many updates', async () => {
      const { annotations, attributions, calls, reports } = bench.store;
      for (const [id, second] of [
        ['call_1', 1],
        ['call_2', 2],
      ] as const) {
        await calls.save(call(id, second));
        await attributions.add(attribution(`of_${id}`, { call: id, at: at(second) }));
      }
      await reports.put(slot(0), null);
      const day = async () => withSums((await reports.days({ provider: 'prov_1' }))[0]);
      const report = (id: string, qualified: boolean | null) =>
        annotations.annotate(id, { qualification: { qualified, at: at(9).toISOString() } });
      await report('call_1', true);
      const found = await day();
      if (found) await reports.saveDay(found, { cells: new Uint8Array([7]), values: '' });
      expect((await day())?.sums).not.toBeNull();
      await report('call_1', null);
      await report('call_2', true);
      expect(await day()).toMatchObject({ sums: null });
    });

    it('have the values of their dimensions', async () => {
      const { reports } = bench.store;
      const [one, other] = [numbered('bing'), numbered('google')];
      const first = await reports.addDimensions([one]);
      const both = await reports.addDimensions([other, one]);
      expect(both.get(one.id)).toBe(first.get(one.id));
      expect(await reports.addDimensions([])).toEqual(new Map());
      const [ofOne = 0, ofOther = 0] = [both.get(one.id), both.get(other.id)];
      expect(ofOne).not.toBe(ofOther);
      const found = await reports.dimensions([ofOne, ofOne + ofOther, ofOther]);
      expect(found).toHaveLength(2);
      expect(found).toEqual(
        expect.arrayContaining([
          { number: ofOne, values: one.values },
          { number: ofOther, values: other.values },
        ]),
      );
    });

    it('have one number for the same dimensions, also when several callers add them at once', async () => {
      const another = await bench.openAnother();
      const records = Array.from({ length: 40 }, (_, i) => numbered(`source ${i}`));
      const numbers = await Promise.all(
        [bench.store, another, bench.store, another].map((store, i) =>
          store.reports.addDimensions(i % 2 ? records.toReversed() : records),
        ),
      );
      const [first] = numbers;
      for (const other of numbers) expect(Object.fromEntries(other)).toEqual(Object.fromEntries(first ?? []));
      expect(new Set(first?.values()).size).toBe(40);
    });
  });
}
