import { fitFrom } from '../../domain/confidence/hazards.ts';
import type { Fits } from '../port.ts';
import type { Database } from './database.ts';

export function sqliteFits(database: Database): Fits {
  return {
    add: (fit) =>
      database.write(() => {
        const { changes } = database
          .statement('INSERT INTO fits (provider, version, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
          .run(fit.provider, fit.version, JSON.stringify(fit));
        return changes > 0;
      }),

    latest: (provider) =>
      database.read(() => {
        const row = database
          .statement('SELECT document FROM fits WHERE provider = ? ORDER BY version DESC LIMIT 1')
          .get(provider);
        return row ? fitFrom(JSON.parse((row as { document: string }).document)) : null;
      }),
  };
}
