import type { TimeUnit } from '../domain/report.ts';
import { timesOf } from './report-times.ts';

export type By = Record<string, string | null>;
export type RowsQuery = {
  /** The dimensions and times of the rows. */
  by: readonly string[];
  timeZone: string;
  /** Rows have only these values. */
  only: Readonly<Record<string, string | null | undefined>>;
};
type Values = Readonly<Record<string, string | null | undefined>>;
export type JoinedRow<Sums> = { by: By; sums: Sums };

/** The rows of a report that is joined from several sources, by their dimensions and times. */
export class RowMap<Sums> {
  readonly #query: RowsQuery;
  readonly #dimensions: readonly string[];
  readonly #times: readonly TimeUnit[];
  readonly #empty: () => Sums;
  readonly #rows = new Map<string, JoinedRow<Sums>>();
  /** By the beginning of the slot: everything in a slot has the same times. */
  readonly #timesAt = new Map<number, Record<string, string>>();

  /**
   * @param times those members of `by` that are times
   * @param rows the rows to join others to
   * @param empty makes the sums of a new row
   */
  constructor(
    query: RowsQuery,
    times: readonly TimeUnit[],
    rows: readonly JoinedRow<Sums>[],
    empty: () => Sums,
  ) {
    this.#query = query;
    for (const row of rows) this.#rows.set(this.#keyOf(row.by), row);
    this.#times = times;
    this.#dimensions = query.by.filter((name) => !(times as readonly string[]).includes(name));
    this.#empty = empty;
  }

  /** Returns the sums of the row for the slot and the values. Null: the query excludes these values. */
  at(slot: Date, values: Values): Sums | null {
    const { only } = this.#query;
    for (const name in only)
      if (only[name] !== undefined && (values[name] ?? null) !== only[name]) return null;
    const own = this.#dimensions.map((name) => [name, values[name] ?? null]);
    const by = { ...this.#timesOf(slot), ...Object.fromEntries(own) };
    const key = this.#keyOf(by);
    const row = this.#rows.get(key) ?? { by, sums: this.#empty() };
    this.#rows.set(key, row);
    return row.sums;
  }

  /** Lists the rows in no order. */
  list(): JoinedRow<Sums>[] {
    return [...this.#rows.values()];
  }

  #keyOf(by: By): string {
    return JSON.stringify(this.#query.by.map((name) => by[name]));
  }

  #timesOf(slot: Date): Record<string, string> {
    if (this.#times.length === 0) return {};
    const known = this.#timesAt.get(slot.getTime()) ?? timesOf(slot, this.#query.timeZone, this.#times);
    this.#timesAt.set(slot.getTime(), known);
    return known;
  }
}
