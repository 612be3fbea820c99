import { Worker } from 'node:worker_threads';

/** The end of the process waits this long for a thread that is at work. */
const MAX_EXIT_WAIT_MS = 2000;

/** A thread of this folder, with SQLite's driver. */
export type SqliteThread = { worker: Worker; post(message: unknown): void };

/**
 * Starts a thread on the database file. It counts its work. The end of the process waits until all of it is done: the driver aborts the process when
 * its thread is ended while it loads.
 * @param file the name of its script in this folder
 */
export function startThread(file: string, path: string): SqliteThread {
  const busy = new Int32Array(new SharedArrayBuffer(4));
  busy[0] = 1;
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: { path, busy },
    // The process' own options, such as a loader of its tests, are not for it.
    execArgv: [],
  });
  worker.unref();
  const wait = () => waitForZero(busy);
  process.on('exit', wait);
  worker.once('exit', () => process.off('exit', wait));
  return {
    worker,
    post(message) {
      Atomics.add(busy, 0, 1);
      worker.postMessage(message);
    },
  };
}

function waitForZero(busy: Int32Array): void {
  const deadline = performance.now() + MAX_EXIT_WAIT_MS;
  for (let count = Atomics.load(busy, 0); count > 0; count = Atomics.load(busy, 0)) {
    const left = deadline - performance.now();
    if (left <= 0) return;
    Atomics.wait(busy, 0, count, left);
  }
}
