import { callOutcomeSchema } from '../domain/call.ts';
import type { ReportSums } from '../domain/report.ts';

const OUTCOMES = callOutcomeSchema.options;
const CLAIMS = ['session', 'bucket', 'none'] as const;
/** The numbers of one row. `confidence` is a sum in ten-thousandths. */
const COLUMNS = ['calls', 'talkSeconds', 'confidence', 'qualified', ...OUTCOMES, ...CLAIMS] as const;
type Column = (typeof COLUMNS)[number];
const FIRST_ROWS = 64;

const [CALLS, TALK_SECONDS, CONFIDENCE, QUALIFIED, ANSWERED] = [
  columnOf('calls'),
  columnOf('talkSeconds'),
  columnOf('confidence'),
  columnOf('qualified'),
  columnOf('answered'),
];

/** Returns the column that counts the calls with an outcome or a claim. -1: no column does. */
export function columnOf(name: string | null): number {
  return COLUMNS.indexOf(name as Column);
}

/** The sums of a report's rows. They are numbers in one list, because objects for 100,000 rows take ten times as long. */
export class RowSums {
  length = 0;
  #numbers = new Float64Array(FIRST_ROWS * COLUMNS.length);

  /** Begins a row. Returns its number. */
  begin(): number {
    const row = this.length++;
    if (this.length * COLUMNS.length > this.#numbers.length) {
      const larger = new Float64Array(2 * this.#numbers.length);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    return row;
  }

  /** Adds a cell to a row. Its numbers are single arguments, because a report adds millions of cells. */
  add(
    row: number,
    outcome: number,
    claim: number,
    calls: number,
    talkSeconds: number,
    confidence: number,
  ): void {
    const numbers = this.#numbers;
    const first = row * COLUMNS.length;
    numbers[first + CALLS] = (numbers[first + CALLS] ?? 0) + calls;
    numbers[first + TALK_SECONDS] = (numbers[first + TALK_SECONDS] ?? 0) + talkSeconds;
    numbers[first + CONFIDENCE] = (numbers[first + CONFIDENCE] ?? 0) + confidence;
    if (outcome >= 0) numbers[first + outcome] = (numbers[first + outcome] ?? 0) + calls;
    if (claim >= 0) numbers[first + claim] = (numbers[first + claim] ?? 0) + calls;
  }

  /** Adds a row of other sums to a row. */
  addRow(row: number, other: RowSums, from: number): void {
    const [first, second] = [row * COLUMNS.length, from * COLUMNS.length];
    for (let column = 0; column < COLUMNS.length; column++)
      this.#numbers[first + column] =
        (this.#numbers[first + column] ?? 0) + (other.#numbers[second + column] ?? 0);
  }

  addQualified(row: number, qualified: number): void {
    const place = row * COLUMNS.length + QUALIFIED;
    this.#numbers[place] = (this.#numbers[place] ?? 0) + qualified;
  }

  callsOf(row: number): number {
    return this.#at(row, CALLS);
  }

  answeredOf(row: number): number {
    return this.#at(row, ANSWERED);
  }

  qualifiedOf(row: number): number {
    return this.#at(row, QUALIFIED);
  }

  of(row: number): ReportSums {
    return shown((column) => this.#at(row, columnOf(column)));
  }

  /** Returns the sums of all rows. */
  total(): ReportSums {
    const total = new Float64Array(COLUMNS.length);
    const end = this.length * COLUMNS.length;
    for (let i = 0; i < end; i++) {
      const column = i % COLUMNS.length;
      total[column] = (total[column] ?? 0) + (this.#numbers[i] ?? 0);
    }
    return shown((column) => total[columnOf(column)] ?? 0);
  }

  #at(row: number, column: number): number {
    return this.#numbers[row * COLUMNS.length + column] ?? 0;
  }
}

function shown(of: (column: Column) => number): ReportSums {
  const countsOf = <Name extends Column>(names: readonly Name[]) =>
    Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
  const calls = of('calls');
  return {
    calls,
    outcomes: countsOf(OUTCOMES),
    to: countsOf(CLAIMS),
    talkSeconds: of('talkSeconds'),
    confidence: calls > 0 ? Math.round(of('confidence') / calls) / 10_000 : null,
  };
}
