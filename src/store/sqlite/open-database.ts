import { isAbsolute } from 'node:path';
import { Database } from './database.ts';
import { migrate } from './migrations.ts';

/**
 * Opens the file, in a folder that exists, and brings it to the newest schema. `:memory:` opens a database that ends with the
 * process.
 * @param check rejects for a file that must stay as it is
 */
export async function openDatabase(
  path: string,
  check: (database: Database, path: string) => Promise<void>,
): Promise<Database> {
  if (path !== ':memory:' && !isAbsolute(path))
    throw new Error(`The store's url must hold an absolute path after "sqlite:", not "${path}"`);
  const database = new Database(path);
  try {
    // WAL: readers and the writer do not wait for each other. NORMAL: the system has a commit before it is acknowledged,
    // so the commit outlives the process. A power cut may lose the last commits, but never damages the file.
    // wal_autocheckpoint: a writer moves the log to the file itself only at 64 MB, which checkpoints.ts prevents.
    await database.read(() =>
      database.execute(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16000',
      ),
    );
    await check(database, path);
    await migrate(database, path);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
