import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DataFolderError, explainFileError } from './data-folder.ts';
import { openSqliteFile, type SqliteFile, sqliteErrorName } from './sqlite-file.ts';

/** Another process uses the data folder. The message names the process. */
export class DataDirLocked extends Error {
  override readonly name = 'DataDirLocked';
}

export interface DataDirLock {
  release(): void;
}

/**
 * Locks `<dataDir>/ringtrail.lock` for this process. Throws `DataDirLocked` when another process holds the lock, and
 * `DataFolderError` when the file cannot be locked. The file
 * is an SQLite database, and the process holds its write lock. The kernel releases that lock however the process dies, so
 * no lock is ever stale. Process ids would not do: they repeat, in containers at every start. The database's
 * `user_version` holds the process id for the message only.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const path = join(dataDir, 'ringtrail.lock');
  const lock = openLock(path, dataDir);
  try {
    lock.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
  } catch (error) {
    const holder = sqliteErrorName(error) === 'SQLITE_BUSY' ? holderOf(lock) : null;
    lock.close();
    if (holder === null) throw notALock(path, error);
    throw new DataDirLocked(
      `the data folder ${dataDir} is in use by the process ${holder}; end that one first, or set DATA_DIR to another folder.`,
    );
  }
  return {
    release() {
      if (lock.isTransaction) lock.exec('ROLLBACK');
      lock.close();
    },
  };
}

/** Opens the file without SQLite first, whose errors do not name the reason. */
function openLock(path: string, dataDir: string): SqliteFile {
  try {
    closeSync(openSync(path, 'a', 0o600));
    return openSqliteFile(path, { waitMs: 0 });
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

function notALock(path: string, cause: unknown): DataFolderError {
  return new DataFolderError(`${path} cannot be locked. Remove this file and start again.`, { cause });
}

function holderOf(lock: SqliteFile): number {
  const row = lock.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}
