import { setImmediate as breathe } from 'node:timers/promises';
import { type Dimensions, type ReportSlot, unpackCells } from '../domain/report.ts';
import { DAY_MS, DayColumns, DayPacker, fitsVersion, type PackedDay } from '../domain/report-day.ts';
import { allPages } from '../infra/all-pages.ts';
import { createCache } from '../infra/cache.ts';
import type { DayKey, DayVersion, NarrowedStore, SlotRange, StoredDay } from '../store/port.ts';

type Reports = NarrowedStore['reports'];
/** The columns of a day that begins at `at`. Days with the same key have the same columns. */
export type ReportDay = { at: Date; key: string; columns: DayColumns };

const SLOTS_PAGE = 100;
const DIMENSIONS_PAGE = 1000;
/** Days that are not over yet, so that the reports of one screen add each up once. */
const MAX_OPEN_DAYS = 20;

/**
 * Returns the function that yields the days of which a range holds a part, page by page. It saves a day that is over when it
 * adds it up, so that the next report reads it as a whole. Other work runs between two pages.
 */
export function createReportDays(now: () => Date) {
  const openDays = createCache<PackedDay>({ max: MAX_OPEN_DAYS });

  async function sumsOf(day: StoredDay, reports: Reports): Promise<PackedDay> {
    if (day.sums && fitsVersion(day.sums)) return day.sums;
    const key = keyOf(day);
    const known = openDays.get(key);
    if (known) return known;
    const sums = await addUp(day, reports);
    if (day.at.getTime() + DAY_MS <= now().getTime()) await reports.saveDay(day, sums);
    else openDays.set(key, sums);
    return sums;
  }

  return async function* (range: SlotRange, reports: Reports): AsyncGenerator<ReportDay> {
    for (let after: DayKey | undefined; ; await breathe()) {
      const page = await reports.days(range, after);
      for (const day of page)
        yield { at: day.at, key: keyOf(day), columns: new DayColumns(await sumsOf(day, reports)) };
      after = page.at(-1);
      if (!after) return;
    }
  };
}

function keyOf({ provider, at, version }: DayVersion): string {
  // In JSON the days of all providers and those of none would have one key.
  return `${provider} ${at.getTime()} ${version}`;
}

/** Adds the slots of a day up, page by page. */
async function addUp({ provider, at }: DayKey, reports: Reports): Promise<PackedDay> {
  const range = {
    ...(provider !== undefined && { provider: provider ?? '' }),
    ...{ since: at, until: new Date(at.getTime() + DAY_MS) },
  };
  const packer = new DayPacker();
  const valuesOf = new Map<number, Dimensions>();
  for await (const slots of allPages(reports, range, SLOTS_PAGE)) {
    await learn(valuesOf, slots, reports);
    packer.add(slots, valuesOf);
  }
  return packer.pack();
}

/** Reads the values of the dimensions that no slot before had. */
async function learn(
  known: Map<number, Dimensions>,
  slots: readonly ReportSlot[],
  reports: Reports,
): Promise<void> {
  const numbers = new Set(slots.flatMap(({ cells }) => [...unpackCells(cells).keys()]));
  const unknown = [...numbers].filter((number) => !known.has(number));
  for (let i = 0; i < unknown.length; i += DIMENSIONS_PAGE)
    for (const { number, values } of await reports.dimensions(unknown.slice(i, i + DIMENSIONS_PAGE)))
      known.set(number, values);
}
