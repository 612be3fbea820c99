export type Deferred<T> = { promise: Promise<T>; resolve(value: T): void };

/** Returns a promise and the function that resolves it. A test uses it to fix the order of two events. */
export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (value) => resolve(value) };
}
