/**
 * The thread that moves writes from SQLite's log to the file. It is JavaScript, because tests run it from here too.
 * It opens the file at the first message.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';

const { path, busy } = workerData;

/** Takes a piece of work off the count. At 0 the process may end. */
function done() {
  Atomics.sub(busy, 0, 1);
  Atomics.notify(busy, 0);
}

/** @type {DatabaseSync | undefined} */
let file;

parentPort?.on('message', (message) => {
  if (message === 'close') {
    file?.close();
    done();
    parentPort?.close();
    return;
  }
  try {
    file ??= new DatabaseSync(path);
    file.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // Another reader or a full disk is in the way. The next checkpoint moves these writes too.
  }
  done();
});

done();
