import type { Versioned } from '../port.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './dated.ts';

export function sqliteVersioned<T extends { id: string; version: number }>(
  database: Database,
  table: string,
): Versioned<T> {
  return {
    add: (...records) =>
      database.write(() => {
        const insert = `INSERT INTO ${table} (id, document) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`;
        for (const record of records) database.run(insert, record.id, JSON.stringify(record));
      }),

    get: (id) =>
      database.read(() => {
        const row = database.get<DocumentRow>(`SELECT document FROM ${table} WHERE id = ?`, id);
        return row ? JSON.parse(row.document) : null;
      }),

    change: (former, fields) =>
      database.write(() => {
        const next = { ...former, ...fields, version: former.version + 1 };
        const update = `UPDATE ${table} SET document = ? WHERE id = ? AND version = ?`;
        return database.run(update, JSON.stringify(next), former.id, former.version) > 0 ? next : null;
      }),

    remove: (id) => database.write(() => database.run(`DELETE FROM ${table} WHERE id = ?`, id) > 0),
  };
}
