import type { LinkHistory } from '../../port.ts';
import type { Database } from '../database.ts';
import { applyEntries } from './apply.ts';
import { sqliteErasure } from './erasure.ts';
import { sqliteLinks } from './links.ts';
import { sqliteSessions } from './sessions.ts';

export function sqliteHistory(database: Database): LinkHistory {
  return {
    apply: (entries) => database.write(() => applyEntries(database, entries)),
    ...sqliteLinks(database),
    ...sqliteSessions(database),
    ...sqliteErasure(database),
  };
}
