import { setImmediate as breathe } from 'node:timers/promises';

/** Requests of pages in flight at once. */
const MAX_IN_FLIGHT = 64;
const STEPS_A_SLICE = 100;

type Step = StepOptions & { at: number; run: () => Promise<unknown> };
type StepOptions = {
  /** The step waits for all steps before it, and the next step waits for it. */
  isAlone?: boolean;
  /** The clock moves to the step once this has settled. */
  after?: () => Promise<unknown> | undefined;
};

export type TimelineOptions = {
  /** The clock that the steps move, in milliseconds. */
  clock: { ms: number };
  /** Called every few steps. A rejection ends the run. */
  onSlice: () => Promise<void>;
};

/** Steps in the order of their times. A step may add further steps, and it leaves the process to others every few steps. */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #flying = new Set<Promise<unknown>>();
  #steps: Step[] = [];
  #failures: unknown[] = [];
  #count = 0;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** Adds a step. It reads the clock before its first wait. */
  add(at: number, run: Step['run'], options: StepOptions = {}): void {
    this.#steps.push({ at, run, ...options });
  }

  /** Runs the steps before the time, those that they add included. Rejects with the first failure. */
  async runUntil(time: number): Promise<void> {
    let [due, later] = this.#takeDue(time);
    while (due.length > 0) {
      const step = due.shift();
      if (step) await this.#run(step);
      if (this.#steps.length === 0) continue;
      const [added, afterwards] = this.#takeDue(time);
      later = later.concat(afterwards);
      for (const one of added) insert(due, one);
    }
    this.#steps = later;
    await this.settle();
  }

  /** Waits for the requests in flight. Rejects with the first failure. */
  async settle(): Promise<void> {
    await Promise.all(this.#flying);
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  #takeDue(time: number): [due: Step[], later: Step[]] {
    const due = this.#steps.filter(({ at }) => at < time).sort((a, b) => a.at - b.at);
    const later = this.#steps.filter(({ at }) => at >= time);
    this.#steps = [];
    return [due, later];
  }

  async #run({ at, run, isAlone, after }: Step): Promise<void> {
    const { clock, onSlice } = this.#options;
    if (++this.#count % STEPS_A_SLICE === 0) {
      await onSlice();
      await breathe();
    }
    if (isAlone) await this.settle();
    await after?.();
    clock.ms = Math.max(clock.ms, Math.round(at));
    const work = run();
    if (isAlone) return void (await work);
    const flight: Promise<unknown> = work
      .catch((error: unknown) => this.#failures.push(error))
      .finally(() => this.#flying.delete(flight));
    this.#flying.add(flight);
    if (this.#flying.size >= MAX_IN_FLIGHT) await Promise.race(this.#flying);
    if (this.#failures.length > 0) await this.settle();
  }
}

/** Inserts the step before the first one that is later. */
function insert(steps: Step[], step: Step): void {
  let low = 0;
  for (let high = steps.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.at ?? 0) <= step.at) low = middle + 1;
    else high = middle;
  }
  steps.splice(low, 0, step);
}
