import { setImmediate as nextTurn } from 'node:timers/promises';

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/**
 * Does one batch after the other: what is asked for in one turn of the event loop, or while a batch is under way, makes
 * up the next one.
 * @param idOf items of one id are never in one batch
 */
export function inBatches<T, R>(
  most: number,
  work: (items: readonly T[]) => Promise<readonly R[]>,
  idOf?: (item: T) => string,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isWorking = false;

  function takeBatch(): Waiting<T, R>[] {
    if (!idOf) return waiting.splice(0, most);
    const batch = new Map<string, Waiting<T, R>>();
    waiting = waiting.filter((one) => {
      const id = idOf(one.item);
      if (batch.size >= most || batch.has(id)) return true;
      batch.set(id, one);
      return false;
    });
    return [...batch.values()];
  }

  async function workOff(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    while (waiting.length > 0) {
      await nextTurn();
      const batch = takeBatch();
      try {
        const results = await work(batch.map(({ item }) => item));
        for (const [i, { resolve }] of batch.entries()) resolve(results[i] as R);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isWorking = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      workOff().catch(reject);
    });
}
