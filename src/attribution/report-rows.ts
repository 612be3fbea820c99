import { unitsOfValue } from '../domain/money.ts';
import { Problem } from '../domain/problem.ts';
import { type Dimension, type Dimensions, type Report, SLOT_MS, type TimeUnit } from '../domain/report.ts';
import { addMoney, type ValueSums } from '../domain/value-report.ts';
import type { ReportDay } from './report-days.ts';
import { columnOf, RowSums } from './report-sums.ts';
import { inOrderOfTime, timesOfDay } from './report-times.ts';
import type { JoinedRow } from './row-map.ts';
import type { ValueNumbers } from './value-numbers.ts';

/** More rows would not fit in memory. */
const MAX_ROWS = 500_000;

/** The rows of one time, by the number of the values of their dimensions. */
type TimeRows = { time: Record<string, string>; rowOf: Map<number, number> };
type Row = { time: Record<string, string>; values: readonly number[] };
type CallCounts = Omit<ValueSums, 'money'>;
/** The value of one call. */
type CallValue = { row: number; value: number; currency: string | null };

/** More than all values that are numbered at once, so that two numbers make one without a loss. */
const NUMBERS = 2 ** 26;

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
  readonly #numbers: ValueNumbers;
  readonly #rows: Row[] = [];
  readonly #sums = new RowSums();
  readonly #callValues: CallValue[] = [];
  readonly #byTime = new Map<string, TimeRows>();
  /** By the day, then by the number of the slot. */
  readonly #bySlot = new Map<number, TimeRows[]>();
  /** The numbers of pairs of numbers: of the values of several dimensions. */
  readonly #pairs = new Map<number, number>();

  constructor(options: RowsOptions, numbers: ValueNumbers) {
    this.#options = options;
    this.#numbers = numbers;
  }

  /** Adds the cells of the day that the query includes to their rows. */
  count(day: ReportDay): void {
    const isIncluded = this.#inclusionOf(day);
    if (!isIncluded) return;
    const { at, columns } = day;
    const rowsOf = this.#slotRowsOf(at);
    const valuesOf = this.#valuesIn(day);
    const slots = columns.indexes('slot');
    const [outcomes, claims] = [columns.indexes('outcome'), columns.indexes('to')];
    const [outcomeColumns, claimColumns] = [
      columns.values('outcome').map(columnOf),
      columns.values('to').map(columnOf),
    ];
    const calls = columns.measure('calls');
    const talkSeconds = columns.measure('talkSeconds');
    const confidence = columns.measure('confidence');
    const addResult = this.#resultsOf(day);
    for (let i = 0; i < columns.length; i++) {
      if (!isIncluded(i)) continue;
      const { time, rowOf } = rowsOf(slots[i] ?? 0);
      const key = this.#keyOf(valuesOf, i);
      const row = rowOf.get(key) ?? this.#begin(rowOf, key, { time, values: valuesOf.map((of) => of(i)) });
      const [outcome, claim] = [outcomeColumns[outcomes[i] ?? 0], claimColumns[claims[i] ?? 0]];
      this.#sums.add(row, outcome ?? -1, claim ?? -1, calls[i] ?? 0, talkSeconds[i] ?? 0, confidence[i] ?? 0);
      if (calls[i] === 0) addResult(row, i);
    }
  }

  /** Adds the rows of another report of the same shape and with the same numbers. */
  add(part: ReportRows): void {
    const rows = part.#rows.map((row) => this.#rowLike(row));
    for (const [from, row] of rows.entries()) this.#sums.addRow(row, part.#sums, from);
    for (const { row, ...value } of part.#callValues)
      this.#callValues.push({ row: rows[row] ?? 0, ...value });
  }

  /** How many rows and values of calls it holds. */
  get size(): number {
    return this.#rows.length + this.#callValues.length;
  }

  /** Returns the first `limit` rows: in the order of time, or those with the most calls first. */
  sorted(limit: number): Omit<Report, 'upTo'> {
    const sums = this.#sums;
    const sorted = this.#rows
      .map(({ time, values }, row) => ({ by: time, values, row, calls: sums.callsOf(row) }))
      .filter(({ calls }) => calls > 0)
      .sort(inOrderOfTime(this.#options.times, (a, b) => b.calls - a.calls));
    return {
      data: sorted
        .slice(0, limit)
        .map(({ by, values, row }) => ({ by: { ...by, ...this.#named(values) }, ...sums.of(row) })),
      total: sums.total(),
      isComplete: sorted.length <= limit,
    };
  }

  /** Lists the rows with their counts, in no order. */
  withCounts(): JoinedRow<CallCounts>[] {
    const sums = this.#sums;
    return this.#rows.map(({ time, values }, row) => ({
      by: { ...time, ...this.#named(values) },
      sums: { calls: sums.callsOf(row), answered: sums.answeredOf(row), qualified: sums.qualifiedOf(row) },
    }));
  }

  /** Lists the rows with their counts and the values of their calls, in no order. */
  withValues(): JoinedRow<ValueSums>[] {
    const rows = this.withCounts().map(({ by, sums }) => ({ by, sums: { ...sums, money: new Map() } }));
    for (const { row, value, currency } of this.#callValues) {
      const found = rows[row];
      if (found) addMoney(found.sums, 'value', currency, unitsOfValue(value, currency));
    }
    return rows;
  }

  /** Returns the function that adds the result that a cell holds to a row. */
  #resultsOf({ columns }: ReportDay): (row: number, i: number) => void {
    const [qualified, values] = [columns.measure('qualified'), columns.measure('value')];
    const [currencies, names] = [columns.indexes('currency'), columns.values('currency')];
    return (row, i) => {
      this.#sums.addQualified(row, qualified[i] ?? 0);
      const value = values[i] ?? Number.NaN;
      const currency = names[currencies[i] ?? 0] ?? null;
      if (!Number.isNaN(value)) this.#callValues.push({ row, value, currency });
    };
  }

  /** Returns whether a cell is in the query's period and has its values. Null: no cell of the day has them. */
  #inclusionOf(day: ReportDay): ((i: number) => boolean) | null {
    const { only, since, until } = this.#options;
    const { at, columns } = day;
    const [first, end] = [slotIn(at, since) ?? 0, slotIn(at, until) ?? Infinity];
    const slots = columns.indexes('slot');
    const wanted: { indexes: Uint32Array; index: number }[] = [];
    for (const [name, value] of Object.entries(only) as [Dimension, string | null | undefined][]) {
      if (value === undefined) continue;
      const index = this.#numbers.ofDay(day, name).indexOf(this.#numbers.numberOf(value));
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
    const rows = this.#byTime.get(key) ?? { time, rowOf: new Map() };
    this.#byTime.set(key, rows);
    return rows;
  }

  /** Returns a function for each dimension of the report, which returns the number of a cell's value. */
  #valuesIn(day: ReportDay): ((i: number) => number)[] {
    return this.#options.dimensions.map((dimension) => {
      const [indexes, numbers] = [day.columns.indexes(dimension), this.#numbers.ofDay(day, dimension)];
      return (i) => numbers[indexes[i] ?? 0] ?? 0;
    });
  }

  /** Returns one number for the values of a cell in all dimensions of the report. */
  #keyOf(valuesOf: readonly ((i: number) => number)[], i: number): number {
    let key = 0;
    for (let n = 0; n < valuesOf.length; n++) {
      const number = valuesOf[n]?.(i) ?? 0;
      key = n === 0 ? number : this.#pairOf(key, number);
    }
    return key;
  }

  #pairOf(one: number, other: number): number {
    const pair = one * NUMBERS + other;
    const number = this.#pairs.get(pair) ?? this.#pairs.size;
    this.#pairs.set(pair, number);
    return number;
  }

  #named(values: readonly number[]): Record<string, string | null> {
    return Object.fromEntries(
      this.#options.dimensions.map((name, i) => [name, this.#numbers.valueOf(values[i] ?? 0)]),
    );
  }

  /** Returns the row with the same time and values. */
  #rowLike({ time, values }: Row): number {
    const { rowOf, time: own } = this.#rowsAt(time);
    const key = values.reduce((sum, number, n) => (n === 0 ? number : this.#pairOf(sum, number)), 0);
    return rowOf.get(key) ?? this.#begin(rowOf, key, { time: own, values });
  }

  #begin(rowOf: TimeRows['rowOf'], key: number, row: Row): number {
    if (this.#rows.length >= MAX_ROWS)
      throw new Problem(
        'invalid_request',
        'This report would have more than 500,000 rows. Ask for a shorter period, or for fewer dimensions.',
      );
    this.#rows.push(row);
    const number = this.#sums.begin();
    rowOf.set(key, number);
    return number;
  }
}

/** Returns the number of the moment's slot, counted from the beginning of the day. */
function slotIn(day: Date, moment: Date | undefined): number | undefined {
  return moment && (moment.getTime() - day.getTime()) / SLOT_MS;
}
