import type { Versioned } from '../deliveries.ts';
import type { Database } from './database.ts';

export function sqliteVersioned<T extends { id: string; version: number }>(
  database: Database,
  table: string,
): Versioned<T> {
  return {
    add: (...records) =>
      database.write(() => {
        const insert = database.statement(
          `INSERT INTO ${table} (id, document) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`,
        );
        for (const record of records) insert.run(record.id, JSON.stringify(record));
      }),

    get: (id) =>
      database.read(() => {
        const row = database.statement(`SELECT document FROM ${table} WHERE id = ?`).get(id);
        return row ? JSON.parse((row as { document: string }).document) : null;
      }),

    change: (former, fields) =>
      database.write(() => {
        const next = { ...former, ...fields, version: former.version + 1 };
        const { changes } = database
          .statement(`UPDATE ${table} SET document = ? WHERE id = ? AND version = ?`)
          .run(JSON.stringify(next), former.id, former.version);
        return changes > 0 ? next : null;
      }),

    remove: (id) =>
      database.write(() => database.statement(`DELETE FROM ${table} WHERE id = ?`).run(id).changes > 0),
  };
}
