import { Problem } from '../domain/problem.ts';
import {
  CELL_LENGTH,
  type Dimension,
  type Dimensions,
  type NumberedDimensions,
  type Report,
  type ReportSlot,
  type TimeUnit,
} from '../domain/report.ts';
import { add, emptySums, type Sums, shown, totalOf } from './report-sums.ts';
import { timesOf } from './report-times.ts';

/** More rows would not fit in memory. */
const MAX_ROWS = 500_000;

type Row = { by: Record<string, string | null>; sums: Sums };
/** The values of cells with one number, and the index of their row among the rows of a time. */
type Kind = { values: Dimensions; index: number };

export type RowsOptions = {
  times: readonly TimeUnit[];
  dimensions: readonly Dimension[];
  timeZone: string;
  only: Partial<Dimensions>;
};

/** The rows of one report. */
export class ReportRows {
  readonly #options: RowsOptions;
  readonly #rows: Row[] = [];
  /** By the number of their dimensions. Null: the query excludes them. */
  readonly #kinds: (Kind | null | undefined)[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #rowsByTime = new Map<string, Row[]>();

  constructor(options: RowsOptions) {
    this.#options = options;
  }

  knows(number: number): boolean {
    return this.#kinds[number] !== undefined;
  }

  /** Notes the values of dimensions. `count` needs those of all cells. */
  learn(dimensions: readonly NumberedDimensions[]): void {
    for (const { number, values } of dimensions)
      this.#kinds[number] = isIncluded(values, this.#options.only)
        ? { values, index: this.#indexOf(values) }
        : null;
  }

  /** Adds the cells of the slot to their rows. */
  count({ at, cells }: ReportSlot): void {
    const { times, timeZone } = this.#options;
    const time = times.length > 0 ? timesOf(at, timeZone, times) : {};
    const key = JSON.stringify(time);
    const rows = this.#rowsByTime.get(key) ?? [];
    this.#rowsByTime.set(key, rows);
    for (let i = 0; i < cells.length; i += CELL_LENGTH) {
      const kind = this.#kinds[cells[i] ?? 0];
      if (!kind) continue;
      let row = rows[kind.index];
      if (!row) {
        row = this.#begin(time, kind);
        rows[kind.index] = row;
      }
      add(row.sums, kind.values, cells[i + 1] ?? 0, cells[i + 2] ?? 0, cells[i + 3] ?? 0);
    }
  }

  /** Returns the first `limit` rows: in the order of time, or those with the most calls first. */
  sorted(limit: number): Omit<Report, 'upTo'> {
    const sorted = this.#rows.filter(({ sums }) => sums.calls > 0).sort(order(this.#options.times));
    return {
      data: sorted.slice(0, limit).map(({ by, sums }) => ({ by, ...shown(sums) })),
      total: shown(totalOf(this.#rows.map(({ sums }) => sums))),
      isComplete: sorted.length <= limit,
    };
  }

  #indexOf(values: Dimensions): number {
    const key = JSON.stringify(this.#options.dimensions.map((dimension) => values[dimension]));
    const index = this.#indexes.get(key) ?? this.#indexes.size;
    this.#indexes.set(key, index);
    return index;
  }

  #begin(time: Record<string, string>, { values }: Kind): Row {
    if (this.#rows.length >= MAX_ROWS)
      throw new Problem(
        'invalid_request',
        'This report would have more than 500,000 rows. Ask for a shorter period, or for fewer dimensions.',
      );
    const own = this.#options.dimensions.map((dimension) => [dimension, values[dimension]] as const);
    const row = { by: { ...time, ...Object.fromEntries(own) }, sums: emptySums() };
    this.#rows.push(row);
    return row;
  }
}

function isIncluded(values: Dimensions, only: Partial<Dimensions>): boolean {
  return Object.entries(only).every(
    ([name, value]) => value === undefined || values[name as Dimension] === value,
  );
}

function order(times: readonly TimeUnit[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const time of times) {
      const [one = '', other = ''] = [a.by[time] ?? '', b.by[time] ?? ''];
      if (one !== other) return one < other ? -1 : 1;
    }
    return b.sums.calls - a.sums.calls;
  };
}
