import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PageFacts, ReadingOrder } from './page-facts.ts';

/** A usual page takes half a second. The time of a page that is nested thousands deep grows with the square of the depth. */
const MAX_READ_MS = 10_000;
const MAX_HEAP_MB = 400;
const MAX_STACK_MB = 8;

/** Parses a page in a thread of its own. Returns null when it took too much time or memory, or the parser failed. */
export async function readPage(order: ReadingOrder): Promise<PageFacts | null> {
  const thread = new Worker(new URL('./page-thread.js', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, stackSizeMb: MAX_STACK_MB },
    // The gateway's own options, such as a loader of its tests, are not for it.
    execArgv: [],
  });
  try {
    // `once` rejects with the thread's error.
    const [facts] = await once(thread, 'message', { signal: AbortSignal.timeout(MAX_READ_MS) });
    return facts as PageFacts;
  } catch {
    return null;
  } finally {
    await thread.terminate();
  }
}
