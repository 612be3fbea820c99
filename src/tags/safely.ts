/**
 * Returns the same function, but it returns undefined where `run` throws. A tag must never break the page that carries
 * it: after an error the page works as if the tag were not there.
 */
export function safely<Args extends unknown[], Value>(
  run: (...args: Args) => Value,
): (...args: Args) => Value | undefined {
  return (...args) => {
    try {
      return run(...args);
    } catch {}
  };
}

/** Before anybody on the page can stop the event. */
export function listen(target: EventTarget, type: string, run: (event: Event) => void): void {
  target.addEventListener(type, safely(run), true);
}

/** Calls `called` with the object and the arguments after each call of its method. */
export function watchCalls<Self extends object, Name extends keyof Self>(
  object: Self,
  name: Name,
  called: (self: Self, ...values: unknown[]) => void,
): void {
  const methods = object as Record<Name, (...values: unknown[]) => unknown>;
  const original = methods[name];
  const report = safely(called);
  methods[name] = function (this: Self, ...values) {
    const result = original.apply(this, values);
    report(this, ...values);
    return result;
  };
}

/** Returns the value of a JSON text, or undefined when the text is something else. */
export const parsed = safely((text: string | null | undefined): unknown => JSON.parse(text as string));
