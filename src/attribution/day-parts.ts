import { LRUCache } from 'lru-cache';
import { DAY_MS } from '../domain/report-day.ts';
import type { SlotRange } from '../store/port.ts';
import type { ReportDay } from './report-days.ts';
import { ReportRows, type RowsOptions } from './report-rows.ts';
import type { ValueNumbers } from './value-numbers.ts';

/** The rows of a quarter's days in the shapes of one screen, and those of the quarter before. */
const MAX_BYTES = 32 * 1024 * 1024;
/** With fewer cells for each row, adding the rows saves little. */
const MIN_CELLS_A_ROW = 4;
const BYTES = { part: 2000, row: 300 };

type Shape = Omit<RowsOptions, 'since' | 'until'>;
/** `rows` is null where the day has too many for its cells. */
type Part = { numbers: ValueNumbers; rows: ReportRows | null };

/**
 * Returns a function that returns the rows of a whole day in the shape of a report, or null where its cells are counted as fast. A day that has not
 * changed keeps its rows, so that the reports of a screen, which have few rows, read each day once.
 */
export function createDayParts() {
  const cache = new LRUCache<string, Part>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ rows }, key) => BYTES.part + key.length + BYTES.row * (rows?.size ?? 0),
  });

  return (day: ReportDay, shape: Shape, numbers: ValueNumbers): ReportRows | null => {
    const { times, dimensions, timeZone, only } = shape;
    const key = `${day.key} ${JSON.stringify([times, dimensions, timeZone, only])}`;
    const known = cache.get(key);
    if (known?.numbers === numbers) return known.rows;
    const rows = new ReportRows({ times, dimensions, timeZone, only }, numbers);
    rows.count(day);
    const isSmall = rows.size * MIN_CELLS_A_ROW <= day.columns.length;
    cache.set(key, { numbers, rows: isSmall ? rows : null });
    return rows;
  };
}

/** Returns whether the whole day that begins at `at` is in the range. */
export function holdsDay({ since, until }: Pick<SlotRange, 'since' | 'until'>, at: Date): boolean {
  return (!since || since <= at) && (!until || until.getTime() >= at.getTime() + DAY_MS);
}
