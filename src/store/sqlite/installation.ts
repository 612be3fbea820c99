import type { Installation } from '../port.ts';
import type { Database } from './database.ts';

export function sqliteInstallation(database: Database): Installation {
  const read = () => database.get<{ id: string }>('SELECT id FROM installation')?.id ?? null;
  return {
    id: () => database.read(read),
    adopt: (id) =>
      database.write(() => {
        database.run('INSERT INTO installation (one, id) VALUES (1, ?) ON CONFLICT DO NOTHING', id);
        return read() ?? id;
      }),
  };
}
