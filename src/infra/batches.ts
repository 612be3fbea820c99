import { setImmediate as nextTurn } from 'node:timers/promises';

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/**
 * Does one batch after the other: what is asked for in one turn of the event loop, or while a batch is under way, makes
 * up the next one. Items of one batch have different ids.
 */
export function inBatches<T extends { id: string }, R>(
  most: number,
  work: (items: readonly T[]) => Promise<readonly R[]>,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isWorking = false;

  function takeBatch(): Waiting<T, R>[] {
    const batch = new Map<string, Waiting<T, R>>();
    waiting = waiting.filter((one) => {
      if (batch.size >= most || batch.has(one.item.id)) return true;
      batch.set(one.item.id, one);
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
