import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openSqliteFile, sqliteErrorName } from '../../infra/sqlite-file.ts';
import { StoreUnavailable } from '../port.ts';
import type { StoreState } from '../store-state.ts';
import { refuseForeign, SCHEMA_VERSION } from './migrations.ts';

const WAIT_MS = 1000;

/** Reads the state of the file, and changes nothing. Part of `examineStore`. */
export function examineSqlite(path: string): StoreState {
  if (!existsSync(path) || statSync(path).size === 0) return 'absent';
  try {
    for (const file of [path, dirname(path)]) accessSync(file, constants.W_OK);
  } catch (error) {
    throw new StoreUnavailable(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
  const [version, hasTables] = readHead(path);
  refuseForeign(version, hasTables, path);
  return version === SCHEMA_VERSION ? 'current' : 'older';
}

function readHead(path: string): [version: number, hasTables: boolean] {
  try {
    const file = openSqliteFile(path, { waitMs: WAIT_MS, readOnly: true });
    try {
      const version = Number(file.prepare('PRAGMA user_version').get()?.user_version);
      return [version, file.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined];
    } finally {
      file.close();
    }
  } catch (error) {
    const reason = sqliteErrorName(error) ?? (error as Error).message;
    throw new StoreUnavailable(`The database ${path} cannot be read (${reason})`, { cause: error });
  }
}
