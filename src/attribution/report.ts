import { setImmediate as breathe } from 'node:timers/promises';
import { Problem } from '../domain/problem.ts';
import {
  CELL_LENGTH,
  type Dimension,
  type Dimensions,
  type Report,
  type ReportSlot,
  type ReportSums,
  TIMES,
  type Time,
} from '../domain/report.ts';
import { localTimeIn } from '../domain/schedule.ts';
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
const MAX_ROWS = 500_000;

type Sums = ReportSums & { confidenceSum: number };
type Row = { by: Record<string, string | null>; sums: Sums };
/** What cells of one number are: which of a time's rows they count for. */
type Kind = { values: Dimensions; place: number };

/** What the calls add up to, from slots that were counted before; what has been added since is counted first. */
export function createReport(store: Pick<Store, 'reports'>, counter: ReportCount) {
  return async ({ by, timeZone, only, limit, ...range }: ReportQuery): Promise<Report> => {
    const upTo = await counter.countOn();
    const times = by.filter((one): one is Time => TIMES.includes(one as Time));
    const dimensions = by.filter((one): one is Dimension => !TIMES.includes(one as Time));
    /** By the number of their dimensions; null: not asked for. */
    const kinds: (Kind | null | undefined)[] = [];
    const places = new Map<string, number>();
    const rowsByTime = new Map<string, Row[]>();
    const rows: Row[] = [];

    let after: SlotKey | undefined;
    for (;;) {
      const slots = await store.reports.list(range, SLOTS, after);
      await learn(slots);
      for (const slot of slots) count(slot);
      after = slots.at(-1);
      if (slots.length < SLOTS) break;
      await breathe();
    }
    const sorted = rows.filter(({ sums }) => sums.calls > 0).sort(order(times));
    return {
      data: sorted.slice(0, limit).map(({ by: key, sums }) => ({ by: key, ...shown(sums) })),
      total: shown(totalOf(rows)),
      isComplete: sorted.length <= limit,
      upTo,
    };

    /** Looks up what cells are that have not been met yet. */
    async function learn(slots: readonly ReportSlot[]): Promise<void> {
      const met = new Set<number>();
      for (const { cells } of slots) {
        for (let i = 0; i < cells.length; i += CELL_LENGTH) {
          const number = cells[i] ?? 0;
          if (kinds[number] === undefined) met.add(number);
        }
      }
      const unknown = [...met];
      for (let i = 0; i < unknown.length; i += DIMENSIONS_AT_ONCE) {
        const some = unknown.slice(i, i + DIMENSIONS_AT_ONCE);
        for (const { number, values } of await store.reports.dimensions(some))
          kinds[number] = isWanted(values, only) ? { values, place: placeOf(values) } : null;
        await breathe();
      }
    }

    function placeOf(values: Dimensions): number {
      const key = JSON.stringify(dimensions.map((dimension) => values[dimension]));
      const place = places.get(key) ?? places.size;
      places.set(key, place);
      return place;
    }

    function count({ at, cells }: ReportSlot): void {
      const time = times.length > 0 ? timesOf(at, timeZone, times) : {};
      const key = JSON.stringify(time);
      const ofTime = rowsByTime.get(key) ?? [];
      rowsByTime.set(key, ofTime);
      for (let i = 0; i < cells.length; i += CELL_LENGTH) {
        const kind = kinds[cells[i] ?? 0];
        if (!kind) continue;
        let row = ofTime[kind.place];
        if (!row) {
          row = begin(time, kind);
          ofTime[kind.place] = row;
        }
        add(row.sums, kind.values, cells[i + 1] ?? 0, cells[i + 2] ?? 0, cells[i + 3] ?? 0);
      }
    }

    function begin(time: Record<string, string>, { values }: Kind): Row {
      if (rows.length >= MAX_ROWS)
        throw new Problem(
          'invalid_request',
          'This report would have more than 500,000 rows: ask for a shorter period, or by less.',
        );
      const own = dimensions.map((dimension) => [dimension, values[dimension]] as const);
      const row = { by: { ...time, ...Object.fromEntries(own) }, sums: emptySums() };
      rows.push(row);
      return row;
    }
  };
}

function isWanted(values: Dimensions, only: Partial<Dimensions>): boolean {
  return Object.entries(only).every(
    ([name, value]) => value === undefined || values[name as Dimension] === value,
  );
}

function emptySums(): Sums {
  return {
    calls: 0,
    outcomes: { answered: 0, missed: 0, failed: 0, voicemail: 0, blocked: 0 },
    to: { session: 0, bucket: 0, none: 0 },
    talkSeconds: 0,
    confidence: null,
    confidenceSum: 0,
  };
}

function add(
  sums: Sums,
  { outcome, to }: Dimensions,
  calls: number,
  talkSeconds: number,
  confidence: number,
): void {
  sums.calls += calls;
  sums.talkSeconds += talkSeconds;
  sums.confidenceSum += confidence;
  if (outcome !== null) sums.outcomes[outcome as keyof Sums['outcomes']] += calls;
  if (to !== null) sums.to[to as keyof Sums['to']] += calls;
}

function totalOf(rows: readonly Row[]): Sums {
  const total = emptySums();
  for (const { sums } of rows) {
    total.calls += sums.calls;
    total.talkSeconds += sums.talkSeconds;
    total.confidenceSum += sums.confidenceSum;
    for (const outcome of Object.keys(total.outcomes) as (keyof Sums['outcomes'])[])
      total.outcomes[outcome] += sums.outcomes[outcome];
    for (const to of Object.keys(total.to) as (keyof Sums['to'])[]) total.to[to] += sums.to[to];
  }
  return total;
}

function shown({ confidenceSum, ...sums }: Sums): ReportSums {
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
  const { date, time } = localTimeIn(timeZone, at);
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
