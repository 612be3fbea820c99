import { setImmediate as breathe } from 'node:timers/promises';
import { Problem } from '../domain/problem.ts';
import type { Cell, Dimension, Dimensions, Report, ReportSums, Time } from '../domain/report.ts';
import { TIMES } from '../domain/report.ts';
import { onTheWall } from '../domain/schedule.ts';
import type { SlotKey, SlotRange, Store } from '../store/port.ts';
import type { ReportCount } from './report-count.ts';

export type ReportQuery = SlotRange & {
  by: readonly (Dimension | Time)[];
  timeZone: string;
  /** Calls that have these values. */
  only: Partial<Dimensions>;
  limit: number;
};

const SLOTS = 100;
const DIMENSIONS_AT_ONCE = 1000;
/** More rows than this are of use to nobody, and would not fit in memory. */
const MOST_ROWS = 500_000;

type Row = { by: Record<string, string | null>; sums: ReportSums & { confidenceSum: number } };

/** What the calls add up to, from slots that were counted before; what has been added since is counted first. */
export function createReport(store: Pick<Store, 'reports'>, counter: ReportCount) {
  return async ({ by, timeZone, only, limit, ...range }: ReportQuery): Promise<Report> => {
    const upTo = await counter.countOn();
    const known = new Map<string, Dimensions | null>();
    const rows = new Map<string, Row>();
    const total = emptySums();
    const times = by.filter((one): one is Time => TIMES.includes(one as Time));
    const dimensions = by.filter((one): one is Dimension => !TIMES.includes(one as Time));

    let time: Record<string, string> = {};
    /** What lies in slots of that time, by dimensions: far fewer than cells, and looked into once. */
    let alike = new Map<string, Cell>();
    let after: SlotKey | undefined;
    for (;;) {
      const slots = await store.reports.list(range, SLOTS, after);
      for (const { at, cells } of slots) {
        const own = times.length > 0 ? timesOf(at, timeZone, times) : {};
        if (times.some((one) => own[one] !== time[one])) await settle();
        time = own;
        for (const cell of cells) {
          const sum = alike.get(cell.dimensions);
          if (sum) {
            sum.calls += cell.calls;
            sum.talkSeconds += cell.talkSeconds;
            sum.confidence += cell.confidence;
          } else alike.set(cell.dimensions, cell);
        }
      }
      after = slots.at(-1);
      if (slots.length < SLOTS) break;
      await breathe();
    }
    await settle();
    const sorted = [...rows.values()].filter(({ sums }) => sums.calls > 0).sort(order(times));
    return {
      data: sorted.slice(0, limit).map(({ by: key, sums }) => ({ by: key, ...shown(sums) })),
      total: shown(total),
      isComplete: sorted.length <= limit,
      upTo,
    };

    /** Adds what has been gathered to its rows. */
    async function settle(): Promise<void> {
      const cells = [...alike.values()];
      alike = new Map();
      await learn(cells);
      for (const cell of cells) {
        const values = known.get(cell.dimensions);
        if (!values) continue;
        add(total, cell, values);
        add(rowOf(values).sums, cell, values);
      }
    }

    /** Of dimensions that have not been met yet, the values; null where they are not asked for. */
    async function learn(cells: readonly Cell[]): Promise<void> {
      const unknown = cells.flatMap(({ dimensions: id }) => (known.has(id) ? [] : [id]));
      for (let i = 0; i < unknown.length; i += DIMENSIONS_AT_ONCE) {
        const some = unknown.slice(i, i + DIMENSIONS_AT_ONCE);
        for (const { id, values } of await store.reports.dimensions(some))
          known.set(id, isWanted(values, only) ? values : null);
        await breathe();
      }
    }

    function rowOf(values: Dimensions): Row {
      const own = dimensions.map((dimension) => values[dimension]);
      const key = JSON.stringify([time, own]);
      const there = rows.get(key);
      if (there) return there;
      if (rows.size >= MOST_ROWS)
        throw new Problem(
          'invalid_request',
          'This report would have more than 500,000 rows: ask for a shorter period, or by less.',
        );
      const named = dimensions.map((dimension, i) => [dimension, own[i] ?? null] as const);
      const row = { by: { ...time, ...Object.fromEntries(named) }, sums: emptySums() };
      rows.set(key, row);
      return row;
    }
  };
}

function isWanted(values: Dimensions, only: Partial<Dimensions>): boolean {
  return Object.entries(only).every(
    ([name, value]) => value === undefined || values[name as Dimension] === value,
  );
}

function emptySums(): Row['sums'] {
  return {
    calls: 0,
    outcomes: { answered: 0, missed: 0, failed: 0, voicemail: 0, blocked: 0 },
    to: { session: 0, bucket: 0, none: 0 },
    talkSeconds: 0,
    confidence: null,
    confidenceSum: 0,
  };
}

function add(sums: Row['sums'], cell: Cell, { outcome, to }: Dimensions): void {
  sums.calls += cell.calls;
  sums.talkSeconds += cell.talkSeconds;
  sums.confidenceSum += cell.confidence;
  if (outcome !== null) sums.outcomes[outcome as keyof ReportSums['outcomes']] += cell.calls;
  if (to !== null) sums.to[to as keyof ReportSums['to']] += cell.calls;
}

function shown({ confidenceSum, ...sums }: Row['sums']): ReportSums {
  return { ...sums, confidence: sums.calls > 0 ? Math.round(confidenceSum / sums.calls) / 10_000 : null };
}

/** In the order of time where times are asked for, else the most calls first. */
function order(times: readonly Time[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const time of times) {
      const [one = '', other = ''] = [a.by[time] ?? '', b.by[time] ?? ''];
      if (one !== other) return one < other ? -1 : 1;
    }
    return b.sums.calls - a.sums.calls;
  };
}

/** When a slot was, by the clocks on the walls of the time zone. */
function timesOf(at: Date, timeZone: string, times: readonly Time[]): Record<string, string> {
  const { date, time } = onTheWall(timeZone, at);
  const hour = time.slice(0, 2);
  const all: Record<Time, () => string> = {
    hour: () => `${date}T${hour}:00`,
    day: () => date,
    week: () => mondayOf(date),
    month: () => date.slice(0, 7),
    weekday: () => String(isoWeekday(date)),
    hourOfDay: () => hour,
  };
  return Object.fromEntries(times.map((one) => [one, all[one]()]));
}

function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1 - isoWeekday(date));
  return day.toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
