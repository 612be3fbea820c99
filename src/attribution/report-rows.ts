import { Problem } from '../domain/problem.ts';
import { type Dimension, type Dimensions, type Report, SLOT_MS, type TimeUnit } from '../domain/report.ts';
import type { DayColumns } from '../domain/report-day.ts';
import type { ReportDay } from './report-days.ts';
import { add, emptySums, type Sums, shown, totalOf } from './report-sums.ts';
import { inOrderOfTime, timesOfDay } from './report-times.ts';

/** More rows would not fit in memory. */
const MAX_ROWS = 500_000;

type Row = { by: Record<string, string | null>; sums: Sums };
/** The rows of one time, by the values of their dimensions. */
type TimeRows = { time: Record<string, string>; byValues: Map<string | number, Row> };

export type RowsOptions = {
  times: readonly TimeUnit[];
  dimensions: readonly Dimension[];
  timeZone: string;
  only: Partial<Dimensions>;
  /** The first slot, included, and the last, not included. */
  since?: Date | undefined;
  until?: Date | undefined;
};

/** The rows of one report. */
export class ReportRows {
  readonly #options: RowsOptions;
  readonly #rows: Row[] = [];
  readonly #byTime = new Map<string, TimeRows>();
  /** By the day, then by the number of the slot. */
  readonly #bySlot = new Map<number, TimeRows[]>();
  /** Numbers that stand for values, because they are compared faster. */
  readonly #numbers = new Map<string | null, number>();

  constructor(options: RowsOptions) {
    this.#options = options;
  }

  /** Adds the cells of the day that the query includes to their rows. */
  count({ at, columns }: ReportDay): void {
    const isIncluded = this.#inclusionOf(at, columns);
    if (!isIncluded) return;
    const rowsOf = this.#slotRowsOf(at);
    const { keyOf, valuesOf } = this.#valuesIn(columns);
    const slots = columns.indexes('slot');
    const [outcomes, outcomeNames] = [columns.indexes('outcome'), columns.values('outcome')];
    const [claims, claimNames] = [columns.indexes('to'), columns.values('to')];
    const calls = columns.measure('calls');
    const talkSeconds = columns.measure('talkSeconds');
    const confidence = columns.measure('confidence');
    for (let i = 0; i < columns.length; i++) {
      if (!isIncluded(i)) continue;
      const { time, byValues } = rowsOf(slots[i] ?? 0);
      const key = keyOf(i);
      let row = byValues.get(key);
      if (!row) {
        row = this.#begin({ ...time, ...valuesOf(i) });
        byValues.set(key, row);
      }
      const [outcome = null, to = null] = [outcomeNames[outcomes[i] ?? 0], claimNames[claims[i] ?? 0]];
      add(row.sums, { outcome, to }, calls[i] ?? 0, talkSeconds[i] ?? 0, confidence[i] ?? 0);
    }
  }

  /** Returns the first `limit` rows: in the order of time, or those with the most calls first. */
  sorted(limit: number): Omit<Report, 'upTo'> {
    const sorted = this.#rows
      .filter(({ sums }) => sums.calls > 0)
      .sort(inOrderOfTime(this.#options.times, (a, b) => b.sums.calls - a.sums.calls));
    return {
      data: sorted.slice(0, limit).map(({ by, sums }) => ({ by, ...shown(sums) })),
      total: shown(totalOf(this.#rows.map(({ sums }) => sums))),
      isComplete: sorted.length <= limit,
    };
  }

  /** Returns whether a cell is in the query's period and has its values. Null: no cell of the day has them. */
  #inclusionOf(day: Date, columns: DayColumns): ((i: number) => boolean) | null {
    const { only, since, until } = this.#options;
    const [first, end] = [slotIn(day, since) ?? 0, slotIn(day, until) ?? Infinity];
    const slots = columns.indexes('slot');
    const wanted: { indexes: Uint32Array; index: number }[] = [];
    for (const [name, value] of Object.entries(only) as [Dimension, string | null | undefined][]) {
      if (value === undefined) continue;
      const index = columns.values(name).indexOf(value);
      if (index < 0) return null;
      wanted.push({ indexes: columns.indexes(name), index });
    }
    return (i) => {
      const slot = slots[i] ?? 0;
      return slot >= first && slot < end && wanted.every(({ indexes, index }) => indexes[i] === index);
    };
  }

  /** Returns the function that finds the rows of a slot. All providers share those of a day. */
  #slotRowsOf(day: Date): (slot: number) => TimeRows {
    const { times, timeZone } = this.#options;
    const known = this.#bySlot.get(day.getTime()) ?? [];
    this.#bySlot.set(day.getTime(), known);
    const timesOf = times.length > 0 ? timesOfDay(day, timeZone, times) : () => ({});
    return (slot) => {
      known[slot] ??= this.#rowsAt(timesOf(slot));
      return known[slot];
    };
  }

  #rowsAt(time: Record<string, string>): TimeRows {
    const key = JSON.stringify(time);
    const rows = this.#byTime.get(key) ?? { time, byValues: new Map() };
    this.#byTime.set(key, rows);
    return rows;
  }

  /** Returns the values that the cells of a day have in the report's dimensions. Equal values have equal keys. */
  #valuesIn(columns: DayColumns) {
    const parts = this.#options.dimensions.map((dimension) => {
      const [indexes, values] = [columns.indexes(dimension), columns.values(dimension)];
      const numbers = values.map((value) => this.#numberOf(value));
      return {
        numberOf: (i: number) => numbers[indexes[i] ?? 0] ?? 0,
        entryOf: (i: number) => [dimension, values[indexes[i] ?? 0] ?? null] as const,
      };
    });
    const [first] = parts;
    return {
      keyOf:
        first && parts.length === 1
          ? first.numberOf
          : (i: number) => parts.map(({ numberOf }) => numberOf(i)).join(),
      valuesOf: (i: number) => Object.fromEntries(parts.map(({ entryOf }) => entryOf(i))),
    };
  }

  #numberOf(value: string | null): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }

  #begin(by: Row['by']): Row {
    if (this.#rows.length >= MAX_ROWS)
      throw new Problem(
        'invalid_request',
        'This report would have more than 500,000 rows. Ask for a shorter period, or for fewer dimensions.',
      );
    const row = { by, sums: emptySums() };
    this.#rows.push(row);
    return row;
  }
}

/** Returns the number of the moment's slot, counted from the beginning of the day. */
function slotIn(day: Date, moment: Date | undefined): number | undefined {
  return moment && (moment.getTime() - day.getTime()) / SLOT_MS;
}
