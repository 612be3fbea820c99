/**
 * The thread that copies the file. It is JavaScript, because tests run it from here too. The main thread would stop all
 * requests while records are counted.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { backup, DatabaseSync } from '@photostructure/sqlite';

/** 4 MB of a file with pages of 4 KiB. */
const PAGES_AT_ONCE = 1000;

const { path, busy } = workerData;

/** Takes a piece of work off the count. At 0 the process may end. */
function done() {
  Atomics.sub(busy, 0, 1);
  Atomics.notify(busy, 0);
}

const file = new DatabaseSync(path, { readOnly: true, timeout: 5000 });

/** @type {Record<string, (to: string) => unknown>} */
const ORDERS = {
  open: () => null,
  /** Reads, so that the transaction has its view of the file. The driver's copy has this view too. */
  hold() {
    file.exec('BEGIN');
    file.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  },
  async write(to) {
    await backup(file, to, { rate: PAGES_AT_ONCE });
    return countRecords(to);
  },
  close() {
    file.close();
    parentPort?.close();
  },
};

// The thread has loaded its driver.
done();

parentPort?.on('message', async ({ order, to }) => {
  try {
    parentPort?.postMessage({ result: await ORDERS[order]?.(to) });
  } catch (error) {
    parentPort?.postMessage({ error });
  }
  done();
});

/**
 * Returns the number of rows by table.
 * @param {string} path
 */
function countRecords(path) {
  const copy = new DatabaseSync(path);
  try {
    // The copy is one file, without a log beside it.
    copy.exec('PRAGMA journal_mode = DELETE');
    const tables = copy.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    );
    const count = (/** @type {string} */ name) =>
      Number(copy.prepare(`SELECT count(*) AS n FROM "${name}"`).get().n);
    return Object.fromEntries(tables.all().map(({ name }) => [name, count(String(name))]));
  } finally {
    copy.close();
  }
}
