/**
 * The thread that moves writes from SQLite's log to the file. It is JavaScript, because tests run it from here too.
 * It opens the file at the first message.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { DatabaseSync } from '@photostructure/sqlite';

/** @type {DatabaseSync | undefined} */
let file;

parentPort?.on('message', (message) => {
  if (message === 'close') {
    file?.close();
    parentPort?.close();
    return;
  }
  try {
    file ??= new DatabaseSync(workerData);
    file.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch {
    // Another reader or a full disk is in the way. The next checkpoint moves these writes too.
  }
});
