import type { Episode } from '../../domain/alert-episode.ts';
import type { Episodes } from '../port.ts';
import type { Database } from './database.ts';
import { sqliteVersioned } from './versioned.ts';

export function sqliteEpisodes(database: Database): Episodes {
  return {
    ...sqliteVersioned<Episode>(database, 'episodes'),
    removeOf: (consumer) =>
      database.write(() => void database.run('DELETE FROM episodes WHERE consumer = ?', consumer)),
  };
}
