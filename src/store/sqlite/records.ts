import type { Records } from '../port.ts';
import type { Database } from './database.ts';
import { where } from './where.ts';

type Row = { document: string };

export function sqliteRecords<T extends { id: string }>(database: Database, table: string): Records<T> {
  const parse = (row: Row): T => JSON.parse(row.document);
  return {
    add: (...records) =>
      database.write(() => {
        const insert = database.statement(`INSERT INTO ${table} (id, document) VALUES (?, ?)`);
        for (const record of records) insert.run(record.id, JSON.stringify(record));
      }),

    get: (id) =>
      database.read(() => {
        const row = database.statement(`SELECT document FROM ${table} WHERE id = ?`).get(id);
        return row ? parse(row as Row) : null;
      }),

    list: ({ limit, after }, owner = {}) =>
      database.read(() => {
        const { sql, values } = where({
          'id > ?': after,
          'provider = ?': owner.provider,
          'pool = ?': owner.pool,
          'site = ?': owner.site,
        });
        const rows = database
          .statement(`SELECT document FROM ${table} ${sql} ORDER BY id LIMIT ?`)
          .all(...values, limit) as Row[];
        return rows.map(parse);
      }),

    replace: (record) =>
      database.write(() => {
        const update = database.statement(`UPDATE ${table} SET document = ? WHERE id = ?`);
        return update.run(JSON.stringify(record), record.id).changes > 0;
      }),

    remove: (id) =>
      database.write(() => database.statement(`DELETE FROM ${table} WHERE id = ?`).run(id).changes > 0),
  };
}
