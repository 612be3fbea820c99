import { fitFrom } from '../../domain/confidence/hazards.ts';
import type { Fits } from '../port.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './dated.ts';

export function sqliteFits(database: Database): Fits {
  return {
    add: (fit) =>
      database.write(() => {
        const changes = database.run(
          'INSERT INTO fits (provider, version, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          fit.provider,
          fit.version,
          JSON.stringify(fit),
        );
        return changes > 0;
      }),

    latest: (provider) =>
      database.read(() => {
        const row = database.get<DocumentRow>(
          'SELECT document FROM fits WHERE provider = ? ORDER BY version DESC LIMIT 1',
          provider,
        );
        return row ? fitFrom(JSON.parse(row.document)) : null;
      }),

    removeOf: (provider) =>
      database.write(() => void database.run('DELETE FROM fits WHERE provider = ?', provider)),
  };
}
