import type { Erasure } from '../../domain/privacy.ts';
import type { Store } from '../port.ts';
import { sqliteAnnotations } from './annotations.ts';
import { sqliteAttributions } from './attributions.ts';
import { sqliteAudit } from './audit.ts';
import { callFacetRows } from './call-facets.ts';
import { sqliteCallResults } from './call-results.ts';
import { sqliteCalls } from './calls.ts';
import { sqliteCopies } from './copies.ts';
import { sqliteDeliveries } from './deliveries.ts';
import { sqliteEpisodes } from './episodes.ts';
import { sqliteFits } from './fits.ts';
import { sqliteHistory } from './history/history.ts';
import { sqliteInstallation } from './installation.ts';
import { refuseUnfinished } from './mark.ts';
import { sqliteNumberOrders } from './number-orders.ts';
import { openDatabase } from './open-database.ts';
import { sqliteRecords } from './records.ts';
import { sqliteReports } from './reports.ts';
import { sqliteVersioned } from './versioned.ts';
import { sqliteVisits } from './visits.ts';

/** Opens the store of the file, as `openDatabase`. Rejects with `UnfinishedStore` for the target of a transfer that has not ended. */
export async function openSqlite(path: string): Promise<Store> {
  const database = await openDatabase(path, refuseUnfinished);
  const facets = callFacetRows(database);
  return {
    installation: sqliteInstallation(database),
    providers: sqliteRecords(database, 'providers'),
    pools: sqliteRecords(database, 'pools'),
    numbers: sqliteRecords(database, 'numbers'),
    sites: sqliteRecords(database, 'sites'),
    endpoints: sqliteRecords(database, 'endpoints'),
    keys: sqliteRecords(database, 'keys'),
    people: sqliteRecords(database, 'people'),
    shares: sqliteRecords(database, 'shares'),
    blocks: sqliteRecords(database, 'blocks'),
    credentials: sqliteVersioned(database, 'credentials'),
    history: sqliteHistory(database),
    visits: sqliteVisits(database),
    calls: sqliteCalls(database, facets),
    callResults: sqliteCallResults(database),
    annotations: sqliteAnnotations(database, facets),
    attributions: sqliteAttributions(database, facets),
    fits: sqliteFits(database),
    reattributions: sqliteRecords(database, 'reattributions'),
    costs: sqliteRecords(database, 'costs'),
    numberOrders: sqliteNumberOrders(database),
    consumers: sqliteRecords(database, 'consumers'),
    progress: sqliteVersioned(database, 'progress'),
    deliveries: sqliteDeliveries(database),
    episodes: sqliteEpisodes(database),
    reports: sqliteReports(database),
    erasures: sqliteRecords<Erasure>(database, 'erasures'),
    audit: sqliteAudit(database),
    copies: sqliteCopies(path),
    ping: () => database.read(() => void database.statement('SELECT 1 FROM sqlite_schema LIMIT 1').get()),
    close: () => database.close(),
  };
}
