import type { Attribution } from '../../domain/attribution.ts';
import { cursorAt, positionOf } from '../cursor.ts';
import { effective } from '../effective.ts';
import type { Attributions } from '../port.ts';
import type { Database } from './database.ts';
import { where } from './where.ts';

type Row = { document: string };

/** SQLite lets one writer in at a time, so positions become visible in the order in which they are given out. */
export function sqliteAttributions(database: Database): Attributions {
  return {
    add: (attribution) =>
      database.write(() => {
        const { changes } = database
          .statement('INSERT INTO attributions (id, document) VALUES (?, ?) ON CONFLICT (id) DO NOTHING')
          .run(attribution.id, JSON.stringify(attribution));
        return changes > 0;
      }),

    get: (id) =>
      database.read(() => {
        const row = database.statement('SELECT document FROM attributions WHERE id = ?').get(id);
        return row ? parse(row as Row) : null;
      }),

    ofCall: (call) =>
      database.read(() => {
        const rows = database
          .statement('SELECT document FROM attributions WHERE call = ? ORDER BY position DESC')
          .all(call) as Row[];
        return effective(rows.map(parse));
      }),

    feed: ({ limit, after }, filter = {}) =>
      database.read(() => {
        const start = positionOf(after);
        const { sql, values } = where({
          'position > ?': start,
          'provider = ?': filter.provider,
          'site = ?': filter.site,
          'call = ?': filter.call,
        });
        const rows = database
          .statement(`SELECT position, document FROM attributions ${sql} ORDER BY position LIMIT ?`)
          .all(...values, limit) as (Row & { position: number })[];
        return { data: rows.map(parse), next: cursorAt(rows.at(-1)?.position ?? start) };
      }),
  };
}

function parse(row: Row): Attribution {
  const attribution = JSON.parse(row.document);
  return { ...attribution, at: new Date(attribution.at) };
}
