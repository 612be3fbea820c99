import { LRUCache } from 'lru-cache';
import type { Dimension } from '../domain/report.ts';
import type { ReportDay } from './report-days.ts';

type Value = string | null;

/** More values would take too much memory: then their numbering begins again. */
const MAX_VALUES = 500_000;
/** The numbers of a quarter's days in all dimensions of the largest installations that were measured, and some more. */
const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Numbers that stand for the values of dimensions. Days share few of them, and reports many: a report that compares numbers
 * instead of texts takes a fraction of the time.
 */
export class ValueNumbers {
  readonly #numbers = new Map<Value, number>();
  readonly #values: Value[] = [];
  readonly #ofDays = new LRUCache<string, Uint32Array>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ byteLength }, key) => byteLength + key.length,
  });

  get size(): number {
    return this.#values.length;
  }

  /** Returns the number of each value that the day has in the dimension, in the day's order. */
  ofDay({ key, columns }: ReportDay, dimension: Dimension): Uint32Array {
    const name = `${dimension} ${key}`;
    const known = this.#ofDays.get(name);
    if (known) return known;
    const numbers = Uint32Array.from(columns.values(dimension), (value) => this.numberOf(value));
    this.#ofDays.set(name, numbers);
    return numbers;
  }

  numberOf(value: Value): number {
    const known = this.#numbers.get(value);
    if (known !== undefined) return known;
    this.#numbers.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  valueOf(number: number): Value {
    return this.#values[number] ?? null;
  }
}

/** Returns the function that returns the numbers for a new report. A report keeps to the numbers that it has begun with. */
export function createValueNumbers(): () => ValueNumbers {
  let numbers = new ValueNumbers();
  return () => {
    if (numbers.size > MAX_VALUES) numbers = new ValueNumbers();
    return numbers;
  };
}
