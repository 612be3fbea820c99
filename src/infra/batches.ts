import { setImmediate as nextTurn } from 'node:timers/promises';

/** Processes the items of one batch. Returns their results in the same order. */
export type BatchWork<T, R> = (items: readonly T[]) => Promise<readonly R[]>;

type Waiting<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

/**
 * Returns a function that processes items in batches of at most `maxItems`, one batch at a time. A batch holds the items
 * that arrived in one turn of the event loop, or while the batch before it was under way.
 * @param idOf two items with the same id are never in one batch
 */
export function inBatches<T, R>(
  maxItems: number,
  work: BatchWork<T, R>,
  idOf?: (item: T) => string,
): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];
  let isWorking = false;

  function takeBatch(): Waiting<T, R>[] {
    if (!idOf) return waiting.splice(0, maxItems);
    const batch = new Map<string, Waiting<T, R>>();
    waiting = waiting.filter((one) => {
      const id = idOf(one.item);
      if (batch.size >= maxItems || batch.has(id)) return true;
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
      await processBatch(takeBatch(), work);
    }
    isWorking = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      workOff().catch(reject);
    });
}

/**
 * Returns a function that processes the items of one turn of the event loop in batches of at most `maxItems`. A
 * batch does not wait for the batch before it: an item never waits longer than one turn.
 */
export function inTurnBatches<T, R>(maxItems: number, work: BatchWork<T, R>): (item: T) => Promise<R> {
  let waiting: Waiting<T, R>[] = [];

  function sendAll(): void {
    const items = waiting;
    waiting = [];
    for (let i = 0; i < items.length; i += maxItems) {
      void processBatch(items.slice(i, i + maxItems), work);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(sendAll);
      waiting.push({ item, resolve, reject });
    });
}

/** Processes the batch and settles each item's promise. Never rejects. */
async function processBatch<T, R>(batch: readonly Waiting<T, R>[], work: BatchWork<T, R>): Promise<void> {
  try {
    const results = await work(batch.map(({ item }) => item));
    for (const [i, { resolve }] of batch.entries()) resolve(results[i] as R);
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
