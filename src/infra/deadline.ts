export type Deadline = {
  /** Resolves with the promise's result, or with undefined once the deadline has passed. */
  wait<T>(promise: Promise<T>): Promise<T | undefined>;
  /** Stops the timer. Call it when the work is done. */
  clear(): void;
};

/** Starts a deadline that several steps of one answer share. @param onPassed called once, when it passes */
export function startDeadline(ms: number, onPassed: (error: Error) => void): Deadline {
  let pass: (nothing: undefined) => void = () => undefined;
  const passed = new Promise<undefined>((resolve) => {
    pass = resolve;
  });
  const timer = setTimeout(() => {
    onPassed(new Error(`no answer within ${ms} ms`));
    pass(undefined);
  }, ms);
  return {
    wait: (promise) => Promise.race([promise, passed]),
    clear: () => clearTimeout(timer),
  };
}
