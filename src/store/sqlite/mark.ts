/** The mark of a transfer that has not ended: the table `transfer`, which no other file has. */
import { type TransferMark, UnfinishedStore } from '../port.ts';
import type { Database } from './database.ts';

/** Rejects with `UnfinishedStore` when the file has the mark. */
export async function refuseUnfinished(database: Database, path: string): Promise<void> {
  if (await database.read(() => hasMark(database)))
    throw new UnfinishedStore(
      `${path} is a copy of another store that has not ended. Run \`ringtrail store copy\` again, which continues it, or remove the file.`,
    );
}

export function sqliteMark(database: Database) {
  return {
    mark: (): Promise<TransferMark | null> =>
      database.read(() => {
        if (!hasMark(database)) return null;
        const row = database.get<{ document: string }>('SELECT document FROM transfer');
        return row ? JSON.parse(row.document) : null;
      }),

    setMark: (mark: TransferMark): Promise<void> =>
      database.write(() => {
        database.execute(
          'CREATE TABLE IF NOT EXISTS transfer (one INTEGER PRIMARY KEY CHECK (one = 1), document TEXT NOT NULL)',
        );
        database.run('INSERT OR REPLACE INTO transfer (one, document) VALUES (1, ?)', JSON.stringify(mark));
      }),

    removeMark: (): Promise<void> => database.write(() => database.execute('DROP TABLE transfer')),
  };
}

function hasMark(database: Database): boolean {
  return database.get(`SELECT 1 FROM sqlite_schema WHERE name = 'transfer'`) !== undefined;
}
