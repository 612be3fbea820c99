import { type Dimension, type Dimensions, type Report, TIMES, type TimeUnit } from '../domain/report.ts';
import type { NarrowedStore, SlotRange } from '../store/port.ts';
import type { ReportCount } from './report-count.ts';
import { createReportDays } from './report-days.ts';
import { ReportRows } from './report-rows.ts';
import { createValueNumbers } from './value-numbers.ts';

export type ReportQuery = SlotRange & {
  by: readonly (Dimension | TimeUnit)[];
  timeZone: string;
  /** Counts only calls with these values. */
  only: Partial<Dimensions>;
  limit: number;
};

/** Returns a function that makes a report from the counted days of a store, after it has counted the attributions added since. */
export function createReport(counter: ReportCount, now: () => Date) {
  const daysOf = createReportDays(now);
  const numbers = createValueNumbers();
  return async (
    { by, timeZone, only, limit, ...range }: ReportQuery,
    { reports }: Pick<NarrowedStore, 'reports'>,
  ): Promise<Report> => {
    const upTo = await counter.countOn();
    const times = by.filter((one): one is TimeUnit => TIMES.includes(one as TimeUnit));
    const dimensions = by.filter((one): one is Dimension => !TIMES.includes(one as TimeUnit));
    const { since, until } = range;
    const rows = new ReportRows({ times, dimensions, timeZone, only, since, until }, numbers());
    for await (const day of daysOf(range, reports)) rows.count(day);
    return { ...rows.sorted(limit), upTo };
  };
}
