/**
 * SQLite by the driver `@photostructure/sqlite`. Its interface is the one of `node:sqlite`, which can take its place: only
 * this file and the checkpoint thread name it.
 */
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';

export type SqliteFile = DatabaseSyncInstance;

/** A value of a statement's parameter. */
export type Bindable = string | number | Uint8Array | null;

/** The primary result codes of SQLite that have a meaning here: https://www.sqlite.org/rescode.html */
const NAMES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  15: 'SQLITE_PROTOCOL',
  26: 'SQLITE_NOTADB',
};
/** SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE. */
const TAKEN: readonly unknown[] = [1555, 2067];

/**
 * Opens the file, and creates it unless `readOnly`. SQLite waits `waitMs` for the lock of another process, and this
 * whole process waits with it.
 */
export function openSqliteFile(
  path: string,
  { waitMs, readOnly = false }: { waitMs: number; readOnly?: boolean },
): SqliteFile {
  return new DatabaseSync(path, { timeout: waitMs, readOnly });
}

/** Returns the version of the SQLite in the driver. */
export function sqliteVersion(): string {
  const file = new DatabaseSync(':memory:');
  try {
    return String(file.prepare('SELECT sqlite_version() AS version').get()?.version);
  } finally {
    file.close();
  }
}

/** Returns the name of the primary result code, or null for other errors and codes without a meaning here. */
export function sqliteErrorName(error: unknown): string | null {
  const code = resultCode(error);
  return typeof code === 'number' ? (NAMES[code & 0xff] ?? null) : null;
}

/** Returns whether an id or another unique fact of a row is taken. */
export function isTaken(error: unknown): boolean {
  return TAKEN.includes(resultCode(error));
}

function resultCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}
