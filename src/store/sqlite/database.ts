/**
 * One SQLite file. A piece of work is synchronous, so nothing else of this process runs in between. SQLite's locks keep
 * other processes out.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Bindable,
  isTaken,
  openSqliteFile,
  type SqliteFile,
  sqliteErrorName,
} from '../../infra/sqlite-file.ts';
import { Conflict, StoreUnavailable } from '../port.ts';
import { type Checkpoints, openCheckpoints } from './checkpoints.ts';
import { makePrivate } from './private-file.ts';

/** How long SQLite itself waits for a lock. The whole process stops meanwhile, so the time is short. */
const BLOCKING_WAIT_MS = 10;
/** How long a piece of work is repeated while another process holds the lock. */
const PATIENCE_MS = 5000;

export type { Bindable };

export type Statement = ReturnType<SqliteFile['prepare']>;

export class Database {
  readonly #connection: SqliteFile;
  readonly #statements = new Map<string, Statement>();
  readonly #checkpoints: Checkpoints | null;
  #closed = false;

  /** @param path the file, or `:memory:` */
  constructor(path: string) {
    this.#checkpoints = path === ':memory:' ? null : openCheckpoints(path);
    try {
      if (path !== ':memory:') makePrivate(path);
      this.#connection = openSqliteFile(path, { waitMs: BLOCKING_WAIT_MS });
    } catch (error) {
      throw new StoreUnavailable(`The database ${path} cannot be opened`, { cause: error });
    }
  }

  /** Returns the prepared statement. Each text is prepared once, at its first use. */
  statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Returns all rows of the query. The caller vouches for their type. */
  all<Row>(sql: string, ...values: Bindable[]): Row[] {
    return this.statement(sql).all(...values) as Row[];
  }

  /** Returns the first row of the query. The caller vouches for its type. */
  get<Row>(sql: string, ...values: Bindable[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined;
  }

  /** Runs a statement that changes rows. Returns how many. */
  run(sql: string, ...values: Bindable[]): number {
    return this.statement(sql).run(...values).changes;
  }

  /** Runs statements that return no rows. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Does the work, and repeats it while another process holds the lock. Work that fails half-way must be repeatable. */
  async read<T>(work: () => T): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      if (this.#closed) throw new StoreUnavailable('The store is closed');
      try {
        return work();
      } catch (error) {
        if (sqliteErrorName(error) !== 'SQLITE_BUSY' || Date.now() > deadline) throw translate(error);
      }
      await sleep(2 + Math.random() * 10);
    }
  }

  /** Does the work in one transaction. */
  write<T>(work: () => T): Promise<T> {
    return this.read(() => {
      // IMMEDIATE takes the write lock first, so the work never has to wait half-way. BEGIN is not a prepared statement:
      // one that finds the lock taken keeps its view of the file, and all reads would see no newer one until it runs
      // again.
      this.#connection.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.statement('COMMIT').run();
        this.#checkpoints?.written();
        return result;
      } catch (error) {
        // Some failures (a full disk) have rolled back already.
        if (this.#connection.isTransaction) this.statement('ROLLBACK').run();
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#checkpoints?.close();
    this.#statements.clear();
    try {
      // Without this the last writes stay in the log, and a copy of the file alone would lack them.
      this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Another process has the file open. It moves the writes when it closes.
    }
    this.#connection.close();
  }
}

function translate(error: unknown): unknown {
  if (isTaken(error)) return new Conflict('An id or another unique fact is taken', { cause: error });
  const name = sqliteErrorName(error);
  if (name !== null) return new StoreUnavailable(`The database cannot be used (${name})`, { cause: error });
  return error;
}
