import { setImmediate as breathe } from 'node:timers/promises';
import {
  CELL_LENGTH,
  type Dimension,
  type Dimensions,
  type Report,
  type ReportSlot,
  TIMES,
  type TimeUnit,
} from '../domain/report.ts';
import type { NarrowedStore, SlotKey, SlotRange } from '../store/port.ts';
import type { ReportCount } from './report-count.ts';
import { ReportRows } from './report-rows.ts';

export type ReportQuery = SlotRange & {
  by: readonly (Dimension | TimeUnit)[];
  timeZone: string;
  /** Counts only calls with these values. */
  only: Partial<Dimensions>;
  limit: number;
};

const SLOTS_PAGE = 100;
const DIMENSIONS_PAGE = 1000;

/** Returns a function that makes a report from the counted slots of a store, after it has counted the attributions added since. */
export function createReport(counter: ReportCount) {
  return async (
    { by, timeZone, only, limit, ...range }: ReportQuery,
    store: Pick<NarrowedStore, 'reports'>,
  ): Promise<Report> => {
    const upTo = await counter.countOn();
    const times = by.filter((one): one is TimeUnit => TIMES.includes(one as TimeUnit));
    const dimensions = by.filter((one): one is Dimension => !TIMES.includes(one as TimeUnit));
    const rows = new ReportRows({ times, dimensions, timeZone, only });
    for (let after: SlotKey | undefined; ; ) {
      const slots = await store.reports.list(range, SLOTS_PAGE, after);
      await learnDimensions(store, slots, rows);
      for (const slot of slots) rows.count(slot);
      after = slots.at(-1);
      if (slots.length < SLOTS_PAGE) break;
      await breathe();
    }
    return { ...rows.sorted(limit), upTo };
  };
}

/** Reads the dimensions of cells that no slot before had. */
async function learnDimensions(
  { reports }: Pick<NarrowedStore, 'reports'>,
  slots: readonly ReportSlot[],
  rows: ReportRows,
): Promise<void> {
  const unknown = unknownIn(slots, rows);
  for (let i = 0; i < unknown.length; i += DIMENSIONS_PAGE) {
    rows.learn(await reports.dimensions(unknown.slice(i, i + DIMENSIONS_PAGE)));
    await breathe();
  }
}

function unknownIn(slots: readonly ReportSlot[], rows: ReportRows): number[] {
  const unknown = new Set<number>();
  for (const { cells } of slots)
    for (let i = 0; i < cells.length; i += CELL_LENGTH) {
      const number = cells[i] ?? 0;
      if (!rows.knows(number)) unknown.add(number);
    }
  return [...unknown];
}
