import type { Attribution } from '../../domain/attribution.ts';
import { cursorAt, feedRange, goingOn, positionOf } from '../cursor.ts';
import { effective } from '../effective.ts';
import type { Attributions } from '../port.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';
import { where } from './where.ts';

type Row = { document: string };

/** SQLite lets one writer in at a time, so positions become visible in the order in which they are given out. */
export function sqliteAttributions(database: Database): Attributions {
  function lastPosition(): number {
    const row = database.statement('SELECT max(position) AS position FROM attributions').get();
    return (row as { position: number | null }).position ?? 0;
  }

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

    ofCall: (call, upTo) =>
      database.read(() => {
        const { sql, values } = where({
          'call = ?': call,
          'position <= ?': upTo === undefined ? upTo : positionOf(upTo),
        });
        const rows = database
          .statement(`SELECT document FROM attributions ${sql} ORDER BY position DESC`)
          .all(...values) as Row[];
        return effective(rows.map(parse));
      }),

    feed: ({ limit, after, upTo }, filter = {}) =>
      database.read(() => {
        const range = feedRange(after, upTo, lastPosition(), filter);
        const { sql, values } = where({
          'position > ?': range.from,
          'position <= ?': range.to,
          'provider = ?': filter.provider,
          'site = ?': filter.site,
          'call = ?': filter.call,
          "document ->> 'to' = ?": filter.to,
          "document ->> 'outcome' = ?": filter.outcome,
          "document ->> 'source' = ?": filter.source,
          "document ->> 'medium' = ?": filter.medium,
          "document ->> 'campaign' = ?": filter.campaign,
          "document ->> 'at' >= ?": iso(filter.since),
          "document ->> 'at' <= ?": iso(filter.until),
          "document ->> 'confidence' >= ?": filter.minConfidence,
        });
        const rows = database
          .statement(`SELECT position, document FROM attributions ${sql} ORDER BY position LIMIT ?`)
          .all(...values, limit) as (Row & { position: number })[];
        const positions = rows.map(({ position }) => position);
        return { data: rows.map(parse), ...goingOn(range, positions, limit) };
      }),

    end: () => database.read(() => cursorAt(lastPosition())),
  };
}

function parse(row: Row): Attribution {
  const attribution = JSON.parse(row.document);
  return { ...attribution, at: new Date(attribution.at) };
}
