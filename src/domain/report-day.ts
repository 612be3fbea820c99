/**
 * The sums of a day, of one provider or of all, in columns: a report reads a day as one record, and of it only the dimensions
 * that it asks for. A day is one of UTC. Its cells are those of its slots, so that they add up to the hours and days of every time zone,
 * and one for each result of a call: it counts no call, but says whether the call was a good lead, and what it was worth.
 */
import type { CallResult } from './call-result.ts';
import { DIMENSIONS, type Dimensions, type ReportSlot, SLOT_MS, slotStart, unpackCells } from './report.ts';

export const DAY_MS = 86_400_000;

/** `value` is NaN where none is known. */
const MEASURES = ['calls', 'talkSeconds', 'confidence', 'qualified', 'value'] as const;
const LISTS = [...DIMENSIONS, 'currency'] as const;
const INDEXES = ['slot', ...LISTS] as const;
type Measure = (typeof MEASURES)[number];
type List = (typeof LISTS)[number];
type Index = (typeof INDEXES)[number];
const CELL_BYTES =
  MEASURES.length * Float64Array.BYTES_PER_ELEMENT + INDEXES.length * Uint32Array.BYTES_PER_ELEMENT;

/** The first line of the values. A later version that has other columns packs the days again. */
const LAYOUT = [...MEASURES, ...INDEXES].join();

/**
 * Columns as they are stored: their numbers in the machine's byte order, and lines of text: the layout, then a line of JSON
 * for the values of each dimension and the currencies.
 */
export type PackedDay = { cells: Uint8Array; values: string };

/** Returns whether the day has the columns that this version reads. */
export function fitsVersion({ values }: PackedDay): boolean {
  return values.startsWith(`${LAYOUT}\n`);
}

/** The columns of a day. `indexes(name)` refers to `values(name)`. */
export class DayColumns {
  readonly length: number;
  readonly #numbers: ArrayBuffer;
  readonly #values: readonly string[];

  /** @param packed a day that fits this version */
  constructor({ cells, values }: PackedDay) {
    this.length = cells.byteLength / CELL_BYTES;
    // A copy, because the bytes of a store may begin where no number may.
    this.#numbers = new Uint8Array(cells).buffer;
    this.#values = values.split('\n').slice(1);
  }

  /** The memory that the columns take. */
  get bytes(): number {
    return this.#values.reduce((bytes, { length }) => bytes + length, this.#numbers.byteLength + 1);
  }

  /** Returns the measure of each cell. */
  measure(name: Measure): Float64Array {
    return measureOf(this.#numbers, this.length, name);
  }

  /** Returns the index of each cell's value, or the number of its slot in the day, from 0. */
  indexes(name: Index): Uint32Array {
    return indexesOf(this.#numbers, this.length, name);
  }

  /** Returns the different values of a dimension, or the different currencies. */
  values(name: List): (string | null)[] {
    return JSON.parse(this.#values[LISTS.indexOf(name)] ?? '[]');
  }
}

type Sums = Omit<Record<Measure, number>, 'value'> & { value: number | null };
const NO_RESULT = { qualified: 0, value: null, currency: null };

/** Packs the slots of a day and the results of its calls. They may come in several parts, because a large day takes long. */
export class DayPacker {
  readonly #columns = Object.fromEntries(
    [...MEASURES, ...INDEXES].map((name) => [name, []]),
  ) as unknown as Record<Measure | Index, number[]>;
  readonly #known = LISTS.map((name) => ({ name, indexes: new Map<string | null, number>() }));

  /**
   * Adds the cells of slots. Those whose dimensions have expired are left out: their slots are about to be removed.
   * @param valuesOf the values of dimensions by their number
   */
  add(slots: readonly ReportSlot[], valuesOf: ReadonlyMap<number, Dimensions>): void {
    for (const { at, cells } of slots)
      for (const { dimensions, ...sums } of unpackCells(cells).values()) {
        const values = valuesOf.get(dimensions);
        if (values) this.#push(at, { ...values, ...sums, ...NO_RESULT });
      }
  }

  addResults(results: readonly CallResult[]): void {
    for (const { at, values, qualified, value, currency } of results) {
      const sums = { calls: 0, talkSeconds: 0, confidence: 0, qualified: qualified ? 1 : 0 };
      this.#push(slotStart(at), { ...values, ...sums, value, currency });
    }
  }

  pack(): PackedDay {
    const { length } = this.#columns.slot;
    const numbers = new ArrayBuffer(length * CELL_BYTES);
    for (const name of MEASURES) measureOf(numbers, length, name).set(this.#columns[name]);
    for (const name of INDEXES) indexesOf(numbers, length, name).set(this.#columns[name]);
    const lines = this.#known.map(({ indexes }) => JSON.stringify([...indexes.keys()]));
    return { cells: new Uint8Array(numbers), values: [LAYOUT, ...lines].join('\n') };
  }

  #push(slot: Date, cell: Dimensions & Sums & { currency: string | null }): void {
    this.#columns.slot.push((slot.getTime() % DAY_MS) / SLOT_MS);
    for (const name of MEASURES) this.#columns[name].push(cell[name] ?? Number.NaN);
    for (const { name, indexes } of this.#known)
      this.#columns[name].push(indexIn(indexes, cell[name] ?? null));
  }
}

function indexIn(known: Map<string | null, number>, value: string | null): number {
  const index = known.get(value) ?? known.size;
  known.set(value, index);
  return index;
}

function measureOf(numbers: ArrayBuffer, length: number, name: Measure): Float64Array {
  const before = MEASURES.indexOf(name) * length;
  return new Float64Array(numbers, before * Float64Array.BYTES_PER_ELEMENT, length);
}

/** Returns a column of whole numbers. They follow the measures. */
function indexesOf(numbers: ArrayBuffer, length: number, name: Index): Uint32Array {
  const measures = MEASURES.length * length * Float64Array.BYTES_PER_ELEMENT;
  const before = INDEXES.indexOf(name) * length;
  return new Uint32Array(numbers, measures + before * Uint32Array.BYTES_PER_ELEMENT, length);
}
