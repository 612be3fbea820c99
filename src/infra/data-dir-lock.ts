import { join } from 'node:path';
import Database from 'libsql';

/** Another process works on this folder; the message names it. */
export class DataDirLocked extends Error {
  override readonly name = 'DataDirLocked';
}

export interface DataDirLock {
  release(): void;
}

/**
 * Takes `<dataDir>/ringtrail.lock` for this process, or throws DataDirLocked. The file is an SQLite database whose
 * write lock is held: the kernel releases it when the process dies in any way, so there is no stale lock to
 * judge, no race in taking one over, and no trust in process ids, which repeat (in containers at every start). The
 * id of the holder is in the database's user_version, only to name it to a person.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const lock = new Database(join(dataDir, 'ringtrail.lock'), { timeout: 0 });
  try {
    lock.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
  } catch (error) {
    const holder = isBusy(error) ? holderOf(lock) : null;
    lock.close();
    if (holder === null) throw new Error(`cannot lock the data folder ${dataDir}`, { cause: error });
    throw new DataDirLocked(
      `the data folder ${dataDir} is in use by the process ${holder}; end that one first, or set DATA_DIR to another folder.`,
    );
  }
  return {
    release() {
      if (lock.inTransaction) lock.exec('ROLLBACK');
      lock.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}

function holderOf(lock: Database.Database): number {
  const row = lock.prepare('PRAGMA user_version').get() as { user_version: number };
  return row.user_version;
}
