/** The end of a process, as the parts of a test play it. */
export class Crash extends Error {}

/** Counts the operations of a run, and ends the run before or after one of them. */
export class CrashPlan {
  readonly #at: number;
  readonly #when: 'before' | 'after';
  #count = 0;
  hasCrashed = false;

  constructor(at: number, when: 'before' | 'after') {
    this.#at = at;
    this.#when = when;
  }

  /** Returns the part with methods that end the run where the plan says so. A run that has ended does nothing more. */
  around<T extends object>(part: T): T {
    return new Proxy(part, {
      get: (target, name) => {
        const method = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        return async (...values: unknown[]) => {
          const isHere = this.#count++ === this.#at;
          if (this.hasCrashed || (isHere && this.#when === 'before')) throw this.#end();
          const result = await method.apply(target, values);
          if (isHere) throw this.#end();
          return result;
        };
      },
    });
  }

  #end(): Crash {
    this.hasCrashed = true;
    return new Crash();
  }
}
