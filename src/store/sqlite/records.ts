import type { Records } from '../port.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './dated.ts';
import { ofProviders, where } from './where.ts';

/** @param table a table whose unique indexes hold the unique facts of its records */
export function sqliteRecords<T extends { id: string }>(database: Database, table: string): Records<T> {
  const parse = ({ document }: DocumentRow): T => JSON.parse(document);
  return {
    add: (...records) =>
      database.write(() => {
        const insert = `INSERT INTO ${table} (id, document) VALUES (?, ?)`;
        for (const record of records) database.run(insert, record.id, JSON.stringify(record));
      }),

    get: (id) =>
      database.read(() => {
        const row = database.get<DocumentRow>(`SELECT document FROM ${table} WHERE id = ?`, id);
        return row ? parse(row) : null;
      }),

    list: ({ limit, after }, owner = {}, ids) =>
      database.read(() => {
        const { sql, values } = where({
          'id > ?': after,
          'id IN (SELECT value FROM json_each(?))': ids && JSON.stringify(ids),
          ...ofProviders(owner.provider),
          'pool = ?': owner.pool,
          'site = ?': owner.site,
        });
        return database
          .all<DocumentRow>(`SELECT document FROM ${table} ${sql} ORDER BY id LIMIT ?`, ...values, limit)
          .map(parse);
      }),

    replace: (record) =>
      database.write(() => {
        const update = `UPDATE ${table} SET document = ? WHERE id = ?`;
        return database.run(update, JSON.stringify(record), record.id) > 0;
      }),

    remove: (id) => database.write(() => database.run(`DELETE FROM ${table} WHERE id = ?`, id) > 0),
  };
}
