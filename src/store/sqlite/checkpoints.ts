import { Worker } from 'node:worker_threads';

const EVERY_MS = 1000;

/**
 * Moves writes from SQLite's log to the file, once a second at most, in a thread. The thread waits for the disk. In the
 * main thread that would stop all requests.
 */
export function openCheckpoints(path: string) {
  let thread: Worker | undefined;
  let next: NodeJS.Timeout | undefined;

  function checkpoint(): void {
    next = undefined;
    thread ??= startThread();
    thread.postMessage('checkpoint');
  }

  /** Starts the thread at the first write: a process that only reads needs none. */
  function startThread(): Worker {
    const started = new Worker(new URL('./checkpoint-thread.mjs', import.meta.url), {
      workerData: path,
      // The process' own options, such as a loader of its tests, are not for it.
      execArgv: [],
    });
    started.unref();
    // The next write starts another thread. Until then SQLite itself moves a log of 64 MB.
    started.on('error', () => {
      thread = undefined;
    });
    return started;
  }

  return {
    /** Plans a checkpoint. Call it after each write. */
    written(): void {
      next ??= setTimeout(checkpoint, EVERY_MS).unref();
    },

    async close(): Promise<void> {
      clearTimeout(next);
      if (!thread) return;
      const closing = thread;
      closing.ref();
      await new Promise((resolve) => {
        closing.once('exit', resolve);
        closing.postMessage('close');
      });
    },
  };
}

export type Checkpoints = ReturnType<typeof openCheckpoints>;
