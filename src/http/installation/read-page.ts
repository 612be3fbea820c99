import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { PageFacts, ReadingOrder } from './page-facts.ts';

/** A usual page takes half a second. The time of a page that is nested thousands deep grows with the square of the depth. */
const MAX_READ_MS = 10_000;
const MAX_HEAP_MB = 400;
const MAX_STACK_MB = 8;

/** A thread that has read a page waits this long for the next one, since loading the parser takes longer than a usual page. */
const IDLE_MS = 30_000;

let idle: { thread: Worker; end: NodeJS.Timeout } | undefined;

/** Parses a page in a thread. Returns null when it took too much time or memory, or the parser failed. */
export async function readPage(order: ReadingOrder): Promise<PageFacts | null> {
  const thread = takeIdle() ?? startThread();
  try {
    thread.postMessage(order);
    // `once` rejects with the thread's error.
    const [facts] = await once(thread, 'message', { signal: AbortSignal.timeout(MAX_READ_MS) });
    keepIdle(thread);
    return facts as PageFacts;
  } catch {
    await thread.terminate();
    return null;
  }
}

function startThread(): Worker {
  const thread = new Worker(new URL('./page-thread.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, stackSizeMb: MAX_STACK_MB },
    // The gateway's own options, such as a loader of its tests, are not for it.
    execArgv: [],
  });
  // A thread that fails while it is idle must not end the gateway, and the next page needs another one.
  thread.on('error', () => undefined);
  thread.once('exit', () => {
    if (idle?.thread === thread) takeIdle();
  });
  return thread;
}

function takeIdle(): Worker | undefined {
  if (!idle) return undefined;
  const { thread, end } = idle;
  idle = undefined;
  clearTimeout(end);
  thread.ref();
  return thread;
}

/** Keeps one thread for the next page. It holds up no end of the process. */
function keepIdle(thread: Worker): void {
  if (idle) return void thread.terminate();
  thread.unref();
  const end = setTimeout(() => {
    takeIdle();
    void thread.terminate();
  }, IDLE_MS).unref();
  idle = { thread, end };
}
