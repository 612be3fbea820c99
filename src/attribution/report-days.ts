import { setImmediate as breathe } from 'node:timers/promises';
import { type Dimensions, type ReportSlot, unpackCells } from '../domain/report.ts';
import { DAY_MS, DayColumns, fitsVersion, type PackedDay, packDay } from '../domain/report-day.ts';
import type { NarrowedStore, SlotKey, SlotRange, StoredDay } from '../store/port.ts';

type Reports = NarrowedStore['reports'];
/** The columns of a provider's day, which begins at `at`. */
export type ReportDay = { at: Date; columns: DayColumns };

const DAYS_PAGE = 100;
/** A day has 96 slots. */
const SLOTS_PAGE = 100;
const DIMENSIONS_PAGE = 1000;

/**
 * Yields the days of which the range holds a part, page by page. A day that is over at `now` is saved when it is added up,
 * so that the next report reads it as a whole. Other work runs between two pages.
 */
export async function* reportDays(
  range: SlotRange,
  reports: Reports,
  now: Date,
): AsyncGenerator<ReportDay[]> {
  for (let after: SlotKey | undefined; ; await breathe()) {
    const page = await reports.days(range, DAYS_PAGE, after);
    const days: ReportDay[] = [];
    for (const day of page)
      days.push({ at: day.at, columns: new DayColumns(await sumsOf(day, reports, now)) });
    yield days;
    after = page.at(-1);
    if (page.length < DAYS_PAGE) return;
  }
}

async function sumsOf(day: StoredDay, reports: Reports, now: Date): Promise<PackedDay> {
  if (day.sums && fitsVersion(day.sums)) return day.sums;
  const end = new Date(day.at.getTime() + DAY_MS);
  const slots = await reports.list({ provider: day.provider ?? '', since: day.at, until: end }, SLOTS_PAGE);
  const sums = packDay(slots, await dimensionsOf(slots, reports));
  if (end <= now) await reports.saveDay(day, sums);
  return sums;
}

/** Reads the values of all dimensions that the slots count by. */
async function dimensionsOf(
  slots: readonly ReportSlot[],
  reports: Reports,
): Promise<Map<number, Dimensions>> {
  const numbers = [...new Set(slots.flatMap(({ cells }) => [...unpackCells(cells).keys()]))];
  const found = new Map<number, Dimensions>();
  for (let i = 0; i < numbers.length; i += DIMENSIONS_PAGE)
    for (const { number, values } of await reports.dimensions(numbers.slice(i, i + DIMENSIONS_PAGE)))
      found.set(number, values);
  return found;
}
