import { sqliteErrorName } from '../../../infra/sqlite-file.ts';
import { type Row, type RowPage, StoreUnavailable, type TableName, type Transfer } from '../../port.ts';
import type { Bindable, Database } from '../database.ts';
import { sqliteMark } from '../mark.ts';
import { openDatabase } from '../open-database.ts';
import type { Stored, TableForm } from './form.ts';
import { FORMS } from './forms.ts';

/** Rows come in any order of their keys, so most pages of the indexes change with each batch. They stay in memory. */
const CACHE_KIB = 512 * 1024;
const READ = 'SELECT 1 FROM sqlite_schema LIMIT 1';

/** Opens the file for a transfer. Until `close`, no other process can use it. Rejects with `StoreUnavailable` when one does. */
export async function openSqliteTransfer(path: string): Promise<Transfer> {
  const database = await openDatabase(path, takeAlone);
  database.execute(`PRAGMA cache_size = -${CACHE_KIB}`);
  return {
    count: (table) =>
      database.read(() => {
        const count = `SELECT count(*) AS count FROM ${FORMS[table].from}`;
        return database.get<{ count: number }>(count)?.count ?? 0;
      }),
    read: (table, limit, after) => database.read(() => readPage(database, FORMS[table], limit, after)),
    write: (table, rows) => database.write(() => writeRows(database, table, rows)),
    ...sqliteMark(database),
    async close() {
      releaseLock(database);
      await database.close();
    },
  };
}

/** Takes the lock that lets no other process read or write. SQLite keeps it from the first write transaction on. */
async function takeAlone(database: Database, path: string): Promise<void> {
  try {
    // The first read opens the log. A log that is opened under an exclusive lock keeps it.
    database.execute(`${READ}; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT`);
  } catch (error) {
    if (sqliteErrorName(error) !== 'SQLITE_BUSY') throw error;
    throw new StoreUnavailable(
      `Another process uses ${path}. Stop Ringtrail, and all else that has the file open.`,
      { cause: error },
    );
  }
}

/** Lets others in at the next access. The driver ends statements of a closed file late, and the lock would last as long. */
function releaseLock(database: Database): void {
  database.execute(`PRAGMA locking_mode = NORMAL; ${READ}`);
}

function readPage(
  database: Database,
  { from, columns, key, toRow }: TableForm,
  limit: number,
  after: string | null,
): RowPage {
  const place: Bindable[] = after === null ? [] : JSON.parse(after);
  const keys = key.map((name, i) => `${name} AS key${i}`).join();
  const beyond = after === null ? '' : `WHERE (${key.join()}) > (${key.map(() => '?').join()})`;
  const page = `SELECT ${keys}, ${columns.join()} FROM ${from} ${beyond} ORDER BY ${key.join()} LIMIT ?`;
  const found = database.all<Stored>(page, ...place, limit);
  const last = found.length < limit ? undefined : found.at(-1);
  return {
    rows: found.map((one) => toRow(Object.fromEntries(columns.map((name) => [name, one[name] ?? null])))),
    next: last ? JSON.stringify(key.map((_, i) => last[`key${i}`])) : null,
  };
}

function writeRows(database: Database, table: TableName, rows: readonly Row[]): void {
  const { columns, toStored, derive, put } = FORMS[table];
  const insert = `
    INSERT INTO ${table} (${columns.join()}) VALUES (${columns.map(() => '?').join()}) ON CONFLICT DO NOTHING`;
  for (const row of rows) {
    const stored = toStored(row);
    if (put) put(database, stored);
    else if (database.run(insert, ...columns.map((name) => stored[name] ?? null)) > 0)
      derive?.(database, row);
  }
}
