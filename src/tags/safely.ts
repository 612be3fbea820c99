/** The same function, except that no error gets out of it: a tag must never break the page that carries it. */
export function safely<Args extends unknown[]>(run: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      run(...args);
    } catch {
      // The page goes on as if the tag were not there.
    }
  };
}

/** Before anybody on the page can stop the event. */
export function listen(target: EventTarget, type: string, run: (event: Event) => void): void {
  target.addEventListener(type, safely(run), true);
}
