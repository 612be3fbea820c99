/** The promise did not settle within its time. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/**
 * Returns the promise's result. Rejects with `TimedOut` when the promise takes longer than `ms` milliseconds.
 * The work behind the promise is not stopped, and its later rejection is not reported.
 */
export function withTimeout<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TimedOut(`no answer within ${ms} ms`)), ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Waits until the promise settles, at most `ms` milliseconds. Never rejects. */
export async function waitAtMost(ms: number, promise: Promise<unknown>): Promise<void> {
  await withTimeout(ms, promise).catch(() => undefined);
}
