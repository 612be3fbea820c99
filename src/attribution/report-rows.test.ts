import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIMENSIONS, type Dimension, type Dimensions, packCells, SLOT_MS } from '../domain/report.ts';
import { DAY_MS, DayColumns, DayPacker } from '../domain/report-day.ts';
import { createDayParts, holdsDay } from './day-parts.ts';
import type { ReportDay } from './report-days.ts';
import { ReportRows } from './report-rows.ts';
import { ValueNumbers } from './value-numbers.ts';

const DAY = Date.UTC(2026, 4, 1);
const OUTCOMES = ['answered', 'missed', 'failed', 'voicemail', 'blocked', null] as const;

type Cell = Dimensions & { slot: number; calls: number };

const valueArb = fc.constantFrom(null, '', 'a', 'b', 'null');
const cellArb: fc.Arbitrary<Cell> = fc.record({
  ...(Object.fromEntries(DIMENSIONS.map((name) => [name, valueArb])) as Record<Dimension, typeof valueArb>),
  outcome: fc.constantFrom(...OUTCOMES),
  to: fc.constantFrom('session', 'bucket', 'none'),
  slot: fc.nat({ max: 95 }),
  calls: fc.integer({ min: 1, max: 5 }),
});

function dayOf(cells: readonly Cell[], number: number): ReportDay {
  const at = new Date(DAY + number * DAY_MS);
  const packer = new DayPacker();
  const valuesOf = new Map(cells.map((cell, i) => [i, cell]));
  const slots = cells.map(({ slot, calls }, i) => ({
    ...{ provider: null, at: new Date(at.getTime() + slot * SLOT_MS), upTo: 1 },
    cells: packCells([{ dimensions: i, calls, talkSeconds: 2 * calls, confidence: 5000 * calls }]),
  }));
  packer.add(slots, valuesOf);
  return { at, key: `${number}`, columns: new DayColumns(packer.pack()) };
}

it('adds the calls up by any dimensions and times, with any filter', () => {
  const numbers = new ValueNumbers();
  let round = 0;
  fc.assert(
    fc.property(
      fc.array(fc.array(cellArb, { maxLength: 12 }), { maxLength: 3 }),
      fc.subarray([...DIMENSIONS]),
      fc.option(fc.record({ source: valueArb }), { nil: {} }),
      fc.boolean(),
      (days, dimensions, only, byDay) => {
        const rows = new ReportRows(
          { times: byDay ? ['day'] : [], dimensions, timeZone: 'UTC', only },
          numbers,
        );
        const expected = new Map<string, number>();
        days.forEach((cells, i) => {
          rows.count({ ...dayOf(cells, i), key: `${round++}` });
          for (const cell of cells) {
            if ('source' in only && cell.source !== only.source) continue;
            const day = byDay ? [new Date(DAY + i * DAY_MS).toISOString().slice(0, 10)] : [];
            const key = JSON.stringify([...day, ...dimensions.map((name) => cell[name])]);
            expected.set(key, (expected.get(key) ?? 0) + cell.calls);
          }
        });
        const { data, total } = rows.sorted(1000);
        const found = data.map(({ by, calls }) => [
          JSON.stringify([...(byDay ? [by.day] : []), ...dimensions.map((name) => by[name])]),
          calls,
        ]);
        expect(new Map(found as [string, number][])).toEqual(expected);
        expect(found).toHaveLength(expected.size);
        const calls = [...expected.values()].reduce((sum, one) => sum + one, 0);
        expect(total).toMatchObject({ calls, talkSeconds: 2 * calls, confidence: calls > 0 ? 0.5 : null });
        const outcomes = Object.values(total.outcomes).reduce((sum, one) => sum + one, 0);
        const withOutcome = days
          .flat()
          .filter((cell) => cell.outcome !== null && (!('source' in only) || cell.source === only.source));
        expect(outcomes).toBe(withOutcome.reduce((sum, { calls }) => sum + calls, 0));
      },
    ),
    { numRuns: 200 },
  );
});

it('adds the results of calls up beside their counts, by any dimension, in exact money', () => {
  const resultArb = fc.record({
    ...{ source: valueArb, slot: fc.nat({ max: 95 }), qualified: fc.constantFrom(true, false, null) },
    ...{ cents: fc.option(fc.nat({ max: 99 })), currency: fc.constantFrom('EUR', 'USD', null) },
  });
  fc.assert(
    fc.property(fc.array(resultArb, { maxLength: 20 }), fc.boolean(), (results, bySource) => {
      const packer = new DayPacker();
      const place = { call: 'call_1', provider: null };
      packer.addResults(
        results.map(({ source, slot, qualified, cents, currency }) => ({
          ...{ ...place, at: new Date(DAY + slot * SLOT_MS), qualified, currency },
          value: cents === null ? null : cents / 100,
          values: { ...(Object.fromEntries(DIMENSIONS.map((name) => [name, null])) as Dimensions), source },
        })),
      );
      const rows = new ReportRows(
        { times: [], dimensions: bySource ? ['source'] : [], timeZone: 'UTC', only: {} },
        new ValueNumbers(),
      );
      rows.count({ at: new Date(DAY), key: 'day', columns: new DayColumns(packer.pack()) });
      const found = rows.withValues();
      for (const { by, sums } of found) {
        const own = results.filter(({ source }) => !bySource || source === by.source);
        expect(sums).toMatchObject({
          calls: 0,
          answered: 0,
          qualified: own.filter((one) => one.qualified).length,
        });
        const cents = new Map<string | null, number>();
        for (const { cents: some, currency } of own)
          if (some !== null) cents.set(currency, (cents.get(currency) ?? 0) + some);
        expect(new Map([...sums.money].map(([currency, { value }]) => [currency, Number(value)]))).toEqual(
          cents,
        );
      }
      expect(found).toHaveLength(
        bySource ? new Set(results.map(({ source }) => source)).size : Math.min(1, results.length),
      );
      expect(rows.sorted(10).data, 'a result is no call').toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it('counts the outcomes and claims of each row', () => {
  const cell = (outcome: string, to: string, calls: number): Cell => ({
    ...(Object.fromEntries(DIMENSIONS.map((name) => [name, 'x'])) as Dimensions),
    ...{ outcome, to, calls, slot: 40 },
  });
  const rows = new ReportRows(
    { times: [], dimensions: ['source'], timeZone: 'UTC', only: {} },
    new ValueNumbers(),
  );
  rows.count(dayOf([cell('missed', 'none', 1), cell('answered', 'session', 3)], 0));
  expect(rows.sorted(1).data).toEqual([
    {
      by: { source: 'x' },
      calls: 4,
      outcomes: { answered: 3, missed: 1, failed: 0, voicemail: 0, blocked: 0 },
      to: { session: 3, bucket: 0, none: 1 },
      talkSeconds: 8,
      confidence: 0.5,
    },
  ]);
});

describe('the rows of a whole day', () => {
  const EMPTY = Object.fromEntries(DIMENSIONS.map((name) => [name, null])) as Dimensions;
  const cellOf = (source: string, slot: number): Cell => ({
    ...EMPTY,
    source,
    to: 'session',
    slot,
    calls: 1,
  });
  const BY_SOURCE = { times: [], dimensions: ['source' as const], timeZone: 'UTC', only: {} };
  const SAME = dayOf(
    Array.from({ length: 8 }, (_, slot) => cellOf('google', slot)),
    0,
  );

  it('add up to the same report as its cells, at first and from the cache', () => {
    const partOf = createDayParts();
    const numbers = new ValueNumbers();
    let round = 0;
    fc.assert(
      fc.property(
        fc.array(fc.array(cellArb, { maxLength: 20 }), { maxLength: 3 }),
        fc.subarray([...DIMENSIONS], { maxLength: 3 }),
        fc.option(fc.record({ source: valueArb }), { nil: {} }),
        fc.subarray(['day', 'hourOfDay'] as const),
        (days, dimensions, only, times) => {
          const shape = { times: [...times], dimensions, timeZone: 'Asia/Kolkata', only };
          const all = days.map((cells, i) => ({ ...dayOf(cells, i), key: `${round++}` }));
          const whole = new ReportRows(shape, numbers);
          for (const day of all) whole.count(day);
          for (const time of ['at first', 'from the cache']) {
            const rows = new ReportRows(shape, numbers);
            for (const day of all) {
              const part = partOf(day, shape, numbers);
              if (part) rows.add(part);
              else rows.count(day);
            }
            expect(rows.sorted(1000), time).toEqual(whole.sorted(1000));
            expect(rows.withValues(), time).toEqual(whole.withValues());
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('stay until the day changes, or values get other numbers', () => {
    const partOf = createDayParts();
    const numbers = new ValueNumbers();
    const part = partOf(SAME, BY_SOURCE, numbers);
    expect(partOf(SAME, BY_SOURCE, numbers)).toBe(part);
    expect(partOf(SAME, { ...BY_SOURCE, only: { source: 'google' } }, numbers)).not.toBe(part);
    expect(partOf({ ...SAME, key: 'changed' }, BY_SOURCE, numbers)).not.toBe(part);
    expect(partOf(SAME, BY_SOURCE, new ValueNumbers())).not.toBe(part);
  });

  it('are not cached where there are as many as cells', () => {
    const day = dayOf([cellOf('google', 0), cellOf('bing', 1)], 0);
    const partOf = createDayParts();
    const numbers = new ValueNumbers();
    expect(partOf(day, BY_SOURCE, numbers)?.size).toBe(2);
    expect(partOf(day, BY_SOURCE, numbers)).toBeNull();
  });

  it.each([
    [true, {}],
    [true, { since: new Date(DAY), until: new Date(DAY + DAY_MS) }],
    [false, { since: new Date(DAY + SLOT_MS) }],
    [false, { until: new Date(DAY + DAY_MS - SLOT_MS) }],
  ])('count where the period holds the day: %s', (isHeld, range) => {
    expect(holdsDay(range, new Date(DAY))).toBe(isHeld);
  });
});
