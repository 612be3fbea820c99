import { isAbsolute } from 'node:path';
import type { Erasure } from '../../domain/privacy.ts';
import type { Store } from '../port.ts';
import { sqliteAnnotations } from './annotations.ts';
import { sqliteAttributions } from './attributions.ts';
import { sqliteAudit } from './audit.ts';
import { sqliteCalls } from './calls.ts';
import { Database } from './database.ts';
import { sqliteDeliveries } from './deliveries.ts';
import { sqliteFits } from './fits.ts';
import { sqliteHistory } from './history.ts';
import { migrate } from './migrations.ts';
import { sqlitePersonal } from './personal.ts';
import { sqliteRecords } from './records.ts';
import { sqliteReports } from './reports.ts';
import { sqliteVersioned } from './versioned.ts';

/** @param path the file, in a folder that is there; or `:memory:` for a store that ends with its process */
export async function openSqlite(path: string): Promise<Store> {
  if (path !== ':memory:' && !isAbsolute(path))
    throw new Error(`The store's url must hold an absolute path after "sqlite:", not "${path}"`);
  const database = new Database(path);
  try {
    // Readers and the writer do not wait for each other. NORMAL: a commit is in the system's hands before it is
    // acknowledged, so it outlives the process; a power cut may take the last ones, but never damages the file.
    // Whoever writes carries the log over to the file only when it is longer than it should ever be (64 MB).
    await database.read(() =>
      database.execute(
        'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16000',
      ),
    );
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    providers: sqliteRecords(database, 'providers'),
    pools: sqliteRecords(database, 'pools'),
    numbers: sqliteRecords(database, 'numbers'),
    sites: sqliteRecords(database, 'sites'),
    endpoints: sqliteRecords(database, 'endpoints'),
    keys: sqliteRecords(database, 'keys'),
    history: sqliteHistory(database),
    calls: sqliteCalls(database),
    annotations: sqliteAnnotations(database),
    attributions: sqliteAttributions(database),
    fits: sqliteFits(database),
    reattributions: sqliteRecords(database, 'reattributions'),
    consumers: sqliteRecords(database, 'consumers'),
    progress: sqliteVersioned(database, 'progress'),
    deliveries: sqliteDeliveries(database),
    reports: sqliteReports(database),
    personal: sqlitePersonal(database),
    erasures: sqliteRecords<Erasure>(database, 'erasures'),
    audit: sqliteAudit(database),
    ping: () => database.read(() => void database.statement('SELECT 1 FROM sqlite_schema LIMIT 1').get()),
    close: () => database.close(),
  };
}
