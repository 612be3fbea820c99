/**
 * One SQLite file. Work on it is synchronous, so a piece of work is never interrupted within this process;
 * other processes on the same file are kept apart by SQLite's locks.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import Libsql from 'libsql';
import { Conflict, StoreUnavailable } from '../port.ts';
import { type Checkpoints, openCheckpoints } from './checkpoints.ts';

/** How long SQLite itself waits for a lock. It stops the whole process meanwhile, so it is short. */
const BLOCKING_WAIT_MS = 10;
/** How long a piece of work is tried again while another process holds the lock. */
const PATIENCE_MS = 5000;

export type Bindable = string | number | null;

export type Statement = {
  run(...values: Bindable[]): { changes: number };
  get(...values: Bindable[]): unknown;
  all(...values: Bindable[]): unknown[];
};

export class Database {
  readonly #connection: Libsql.Database;
  readonly #statements = new Map<string, Statement>();
  readonly #checkpoints: Checkpoints | null;
  #closed = false;

  /** @param path the file, or `:memory:` */
  constructor(path: string) {
    this.#checkpoints = path === ':memory:' ? null : openCheckpoints(path);
    try {
      this.#connection = new Libsql(path);
      this.#connection.pragma(`busy_timeout = ${BLOCKING_WAIT_MS}`);
    } catch (error) {
      throw new StoreUnavailable(`The database ${path} cannot be opened`, { cause: error });
    }
  }

  /** Prepared when first used, and once. */
  statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      const prepared = this.#connection.prepare(sql);
      const all = (...values: Bindable[]) => prepared.all(...values);
      // The driver's own get() goes by the values of a run() or all() before it.
      statement = { run: (...values) => prepared.run(...values), get: (...values) => all(...values)[0], all };
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs statements that answer nothing. */
  execute(sql: string): void {
    this.#connection.exec(sql);
  }

  /** Does the work, again while another process is in the way. It must be safe to run twice up to where it fails. */
  async read<T>(work: () => T): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      if (this.#closed) throw new StoreUnavailable('The store is closed');
      try {
        return work();
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw translate(error);
      }
      await sleep(2 + Math.random() * 10);
    }
  }

  /** Does the work in one transaction. */
  write<T>(work: () => T): Promise<T> {
    return this.read(() => {
      // IMMEDIATE takes the write lock first, so the work never finds out half-way that it must wait.
      // Not a kept statement: one that has found the lock taken holds on to what it saw of the file, and until it is
      // run again every read would see no more than that.
      this.#connection.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.statement('COMMIT').run();
        this.#checkpoints?.written();
        return result;
      } catch (error) {
        // Some failures (a full disk) have rolled back already.
        if (this.#connection.inTransaction) this.statement('ROLLBACK').run();
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
      // Else all that was written lately would stay in the file beside it, and be missing from a copy of this one.
      this.#connection.pragma('wal_checkpoint(TRUNCATE)');
    } catch {
      // Another process is at work on the file: it does this when it closes.
    }
    this.#connection.close();
  }
}

function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

function translate(error: unknown): unknown {
  const code = codeOf(error);
  if (code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE')
    return new Conflict('An id or a fact that is there once is taken', { cause: error });
  if (/^SQLITE_(BUSY|LOCKED|IOERR|CANTOPEN|FULL|READONLY|PROTOCOL|CORRUPT|NOTADB)/.test(code))
    return new StoreUnavailable(`The database cannot be used (${code})`, { cause: error });
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Libsql.SqliteError ? error.code : '';
}
