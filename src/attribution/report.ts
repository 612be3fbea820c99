import { type Dimension, type Dimensions, type Report, TIMES, type TimeUnit } from '../domain/report.ts';
import type { SlotRange } from '../store/port.ts';
import { createDayParts, holdsDay } from './day-parts.ts';
import type { ReportCount } from './report-count.ts';
import { createReportDays, type ReportStore } from './report-days.ts';
import { ReportRows } from './report-rows.ts';
import { createValueNumbers } from './value-numbers.ts';

export type CallsQuery = SlotRange & {
  by: readonly (Dimension | TimeUnit)[];
  timeZone: string;
  /** Counts only calls with these values. */
  only: Partial<Dimensions>;
};
export type ReportQuery = CallsQuery & { limit: number };

/** The rows of a period, and the cursor of the feed up to which they count all attributions. */
export type CountRows = (
  query: CallsQuery,
  store: ReportStore,
) => Promise<{ rows: ReportRows; upTo: string }>;

/**
 * Returns the function that adds the calls of a period and their results up, from the days of a store. It first counts the
 * attributions that were added since.
 */
export function createCountRows(counter: ReportCount, now: () => Date): CountRows {
  const daysOf = createReportDays(now);
  const currentNumbers = createValueNumbers();
  const partOf = createDayParts();
  return async ({ by, timeZone, only, ...range }, store) => {
    const upTo = await counter.countOn();
    const times = by.filter((one): one is TimeUnit => TIMES.includes(one as TimeUnit));
    const dimensions = by.filter((one): one is Dimension => !TIMES.includes(one as TimeUnit));
    const { since, until } = range;
    const shape = { times, dimensions, timeZone, only };
    const numbers = currentNumbers();
    const rows = new ReportRows({ ...shape, since, until }, numbers);
    for await (const day of daysOf(range, store)) {
      const part = holdsDay(range, day.at) ? partOf(day, shape, numbers) : null;
      if (part) rows.add(part);
      else rows.count(day);
    }
    return { rows, upTo };
  };
}

/** Returns a function that makes a report of calls. */
export function createReport(countRows: CountRows) {
  return async ({ limit, ...query }: ReportQuery, store: ReportStore): Promise<Report> => {
    const { rows, upTo } = await countRows(query, store);
    return { ...rows.sorted(limit), upTo };
  };
}
