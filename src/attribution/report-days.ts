import { setImmediate as breathe } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { type Dimensions, type ReportSlot, unpackCells } from '../domain/report.ts';
import { DAY_MS, DayColumns, DayPacker, fitsVersion, type PackedDay } from '../domain/report-day.ts';
import { allPages } from '../infra/all-pages.ts';
import { singleFlight } from '../infra/single-flight.ts';
import type { DayKey, DayVersion, NarrowedStore, SlotRange } from '../store/port.ts';

/** The part of the store that a report of calls reads. */
export type ReportStore = Pick<NarrowedStore, 'reports' | 'callResults'>;
/** The columns of a day that begins at `at`. Days with the same key have the same columns. */
export type ReportDay = { at: Date; key: string; columns: DayColumns };

const SLOTS_PAGE = 100;
const DIMENSIONS_PAGE = 1000;
/** The days of two quarters of a million calls a year, so that the reports of one screen read each once. */
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

/**
 * Returns the function that yields the days of which a range holds a part. It saves a day that is over when it adds it up, so
 * that the next report reads it as a whole. Other work runs between two days.
 */
export function createReportDays(now: () => Date) {
  const cache = new LRUCache<string, DayColumns>({
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: ({ bytes }) => bytes,
  });
  const readOnce = singleFlight(read, ({ day }) => keyOf(day));

  async function read({ day, store }: { day: DayVersion; store: ReportStore }): Promise<DayColumns> {
    const columns = new DayColumns(await sumsOf(day, store));
    cache.set(keyOf(day), columns);
    return columns;
  }

  async function sumsOf(day: DayVersion, store: ReportStore): Promise<PackedDay> {
    const saved = await store.reports.day(day);
    if (saved && fitsVersion(saved)) return saved;
    const sums = await addUp(day, store);
    if (day.at.getTime() + DAY_MS <= now().getTime()) await store.reports.saveDay(day, sums);
    return sums;
  }

  return async function* (range: SlotRange, store: ReportStore): AsyncGenerator<ReportDay> {
    for (let after: DayKey | undefined; ; ) {
      const page = await store.reports.days(range, after);
      for (const day of page) {
        const key = keyOf(day);
        yield { at: day.at, key, columns: cache.get(key) ?? (await readOnce({ day, store })) };
        await breathe();
      }
      after = page.at(-1);
      if (!after) return;
    }
  };
}

function keyOf({ provider, at, version }: DayVersion): string {
  // In JSON the days of all providers and those of none would have one key.
  return `${provider} ${at.getTime()} ${version}`;
}

/** Adds the slots of a day and the results of its calls up, page by page. */
async function addUp({ provider, at }: DayKey, { reports, callResults }: ReportStore): Promise<PackedDay> {
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
  for await (const results of allPages(callResults, range)) packer.addResults(results);
  return packer.pack();
}

/** Reads the values of the dimensions that no slot before had. */
async function learn(
  known: Map<number, Dimensions>,
  slots: readonly ReportSlot[],
  reports: ReportStore['reports'],
): Promise<void> {
  const numbers = new Set(slots.flatMap(({ cells }) => [...unpackCells(cells).keys()]));
  const unknown = [...numbers].filter((number) => !known.has(number));
  for (let i = 0; i < unknown.length; i += DIMENSIONS_PAGE)
    for (const { number, values } of await reports.dimensions(unknown.slice(i, i + DIMENSIONS_PAGE)))
      known.set(number, values);
}
