import { expect, it } from 'vitest';
import { attribution } from '../../test/support/examples.ts';
import { DIMENSIONS, dimensionsOf, packCells, SLOT_MS } from './report.ts';
import { DayColumns, DayPacker, fitsVersion } from './report-day.ts';

const DAY = Date.UTC(2026, 4, 1);
const [google, bing] = ['google', 'bing'].map((source) => dimensionsOf(attribution('a', { source })).values);
const valuesOf = new Map([
  [3, google],
  [8, bing],
] as [number, typeof google & object][]);

function slot(number: number, cells: number[][]) {
  const packed = packCells(
    cells.map(([dimensions = 0, calls = 0, talkSeconds = 0, confidence = 0]) => ({
      ...{ dimensions, calls, talkSeconds, confidence },
    })),
  );
  return { provider: 'prov_1', at: new Date(DAY + number * SLOT_MS), upTo: 1, cells: packed };
}

/** Packs each slot as a part of its own. */
function packDay(slots: ReturnType<typeof slot>[]) {
  const packer = new DayPacker();
  for (const one of slots) packer.add([one], valuesOf);
  return packer.pack();
}

it('the columns of a day hold the cells of its slots', () => {
  const slots = [
    slot(0, [
      [3, 2, 12.5, 7500],
      [8, 1, 0, 0],
    ]),
    slot(95, [[8, 100_000, 1e9, 2 ** 33]]),
  ];
  const columns = new DayColumns(packDay(slots));
  expect(columns.length).toBe(3);
  expect([...columns.indexes('slot')]).toEqual([0, 0, 95]);
  expect([...columns.measure('calls')]).toEqual([2, 1, 100_000]);
  expect([...columns.measure('talkSeconds')]).toEqual([12.5, 0, 1e9]);
  expect([...columns.measure('confidence')]).toEqual([7500, 0, 2 ** 33]);
  const read = [...columns.indexes('source')].map((index) => columns.values('source')[index]);
  expect(read).toEqual(['google', 'bing', 'bing']);
  for (const dimension of DIMENSIONS)
    expect(columns.values(dimension)[columns.indexes(dimension)[0] ?? -1]).toBe(google?.[dimension]);
});

it('a cell whose dimensions have expired is left out', () => {
  const columns = new DayColumns(
    packDay([
      slot(1, [
        [5, 1, 1, 1],
        [3, 2, 3, 4],
      ]),
    ]),
  );
  expect([...columns.measure('calls')]).toEqual([2]);
});

it('the columns hold a cell for each result, which counts no call', () => {
  const packer = new DayPacker();
  packer.add([slot(1, [[3, 2, 3, 4]])], valuesOf);
  const result = { call: 'call_1', provider: 'prov_1', at: new Date(DAY + 2 * SLOT_MS + 7) };
  if (!google || !bing) throw new Error('there are no values');
  packer.addResults([
    { ...result, values: google, qualified: true, value: null, currency: null },
    { ...result, values: bing, qualified: false, value: 9.5, currency: 'EUR' },
  ]);
  const columns = new DayColumns(packer.pack());
  expect([...columns.indexes('slot')]).toEqual([1, 2, 2]);
  expect([...columns.measure('calls')]).toEqual([2, 0, 0]);
  expect([...columns.measure('qualified')]).toEqual([0, 1, 0]);
  expect([...columns.measure('value')]).toEqual([Number.NaN, Number.NaN, 9.5]);
  expect([...columns.indexes('currency')].map((index) => columns.values('currency')[index])).toEqual([
    null,
    null,
    'EUR',
  ]);
});

it('bytes that begin at an odd place are read alike', () => {
  const { cells, values } = packDay([slot(7, [[3, 2, 3, 4]])]);
  const shifted = new Uint8Array(cells.byteLength + 1);
  shifted.set(cells, 1);
  const columns = new DayColumns({ cells: shifted.subarray(1), values });
  expect([...columns.indexes('slot'), ...columns.measure('calls')]).toEqual([7, 2]);
});

it('a day with other columns does not fit', () => {
  const packed = packDay([]);
  expect(fitsVersion(packed)).toBe(true);
  expect(fitsVersion({ ...packed, values: packed.values.replace('slot', 'slots') })).toBe(false);
});
