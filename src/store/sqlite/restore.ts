import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../infra/safe-file.ts';
import { openSqliteFile } from '../../infra/sqlite-file.ts';
import { RestoreError } from '../restore-error.ts';
import { COPIED_FILE } from './copies.ts';
import { openSqlite } from './store.ts';

/** Checks the copied file, brings it to the schema of this version, and moves it to the path. Part of `restoreStore`. */
export async function restoreSqlite(
  path: string,
  folder: string,
  records: Readonly<Record<string, number>>,
): Promise<void> {
  if (existsSync(path))
    throw new RestoreError(`${path} is there already. Move it away, or correct STORE_URL.`);
  const copy = join(folder, COPIED_FILE);
  check(copy, records);
  await (await openSqlite(copy)).close();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(copy, path);
  await syncFolder(dirname(path));
  await rm(`${copy}-wal`, { force: true });
}

function check(path: string, records: Readonly<Record<string, number>>): void {
  const file = openSqliteFile(path, { waitMs: 0 });
  try {
    const faults = file.prepare('PRAGMA quick_check(1)').get();
    if (faults?.quick_check !== 'ok')
      throw new RestoreError(`The SQLite file of the back-up is damaged (${faults?.quick_check}).`);
    for (const [table, expected] of Object.entries(records)) {
      const count = file.prepare(`SELECT count(*) AS n FROM "${table.replaceAll('"', '""')}"`).get()?.n;
      if (count !== expected)
        throw new RestoreError(
          `The back-up has ${count} records in ${table}, and its manifest says ${expected}.`,
        );
    }
  } finally {
    file.close();
  }
}
