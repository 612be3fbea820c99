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
