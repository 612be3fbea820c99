import { type SqliteThread, startThread } from './thread.ts';

const EVERY_MS = 1000;

/**
 * Moves writes from SQLite's log to the file, once a second at most, in a thread. The thread waits for the disk. In the
 * main thread that would stop all requests.
 */
export function openCheckpoints(path: string) {
  let thread: SqliteThread | undefined;
  let next: NodeJS.Timeout | undefined;

  function checkpoint(): void {
    next = undefined;
    thread ??= start();
    thread.post('checkpoint');
  }

  /** Starts the thread at the first write: a process that only reads needs none. */
  function start(): SqliteThread {
    const started = startThread('./checkpoint-thread.mjs', path);
    // The next write starts another thread. Until then SQLite itself moves a log of 64 MB.
    started.worker.on('error', () => {
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
      closing.worker.ref();
      await new Promise((resolve) => {
        closing.worker.once('exit', resolve);
        closing.post('close');
      });
    },
  };
}

export type Checkpoints = ReturnType<typeof openCheckpoints>;
