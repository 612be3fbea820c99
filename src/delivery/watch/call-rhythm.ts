/** The rhythm of calls: how many a number or endpoint usually has, by weekday and hour. docs/alerts.md states the model. */
import type { Call } from '../../domain/call.ts';
import { localTimeIn, WEEKDAYS } from '../../domain/schedule.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
/** The history that counts. Each hour of the week comes twelve times in it. */
export const HISTORY_MS = 12 * WEEK_MS;

/** Below these a line has no rhythm: it never causes an alert. */
const MIN_CALLS = 20;
const MIN_SPAN_MS = 2 * WEEK_MS;

/** With five expected calls, none comes in 0.7 % of all cases. */
const MIN_EXPECTED = 5;
/** A line with calls at random causes at most one false alert in this many weeks. */
const WEEKS_OF_PEACE = 20;

/** The calls of one number or endpoint by the hour of the week, from Sunday at 00:00 local time. */
export class CallRhythm {
  readonly #byHour = new Float64Array(168);
  #calls = 0;
  #first = Number.POSITIVE_INFINITY;
  readonly #until: number;

  /** @param until the end of the history, in milliseconds */
  constructor(until: number) {
    this.#until = until;
  }

  add({ at }: Pick<Call, 'at'>, hour: number): void {
    this.#byHour[hour] = (this.#byHour[hour] ?? 0) + 1;
    this.#calls += 1;
    this.#first = Math.min(this.#first, at.getTime());
  }

  /** Whether there are enough calls to expect the next one. */
  get isKnown(): boolean {
    return this.#calls >= MIN_CALLS && this.#until - this.#first >= MIN_SPAN_MS;
  }

  get #weeks(): number {
    return (this.#until - this.#first) / WEEK_MS;
  }

  /** The number of expected calls without any call that is an alert. It grows with the number of pauses that could be one. */
  get limit(): number {
    return Math.max(MIN_EXPECTED, Math.log((WEEKS_OF_PEACE * this.#calls) / this.#weeks));
  }

  /** Returns how many calls were to be expected between the times. It stops counting above the limit. */
  expected(from: Date, until: Date, hourOf: HourOfWeek): number {
    let sum = 0;
    for (let at = from.getTime(); at < until.getTime() && sum <= this.limit; ) {
      const next = Math.min(until.getTime(), (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
      sum += ((this.#byHour[hourOf(new Date(at))] ?? 0) / this.#weeks) * ((next - at) / HOUR_MS);
      at = next;
    }
    return sum;
  }
}

export type HourOfWeek = (at: Date) => number;

/** Returns a function that finds the local hour of the week, which remembers the hours that it has found. */
export function hoursOfWeekIn(timeZone: string): HourOfWeek {
  const known = new Map<number, number>();
  return (at) => {
    const key = Math.floor(at.getTime() / HOUR_MS);
    const found = known.get(key);
    if (found !== undefined) return found;
    const { weekday, time } = localTimeIn(timeZone, at);
    const hour = WEEKDAYS.indexOf(weekday) * 24 + Number(time.slice(0, 2));
    known.set(key, hour);
    return hour;
  };
}
