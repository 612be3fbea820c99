import type { Attribution } from '../../domain/attribution.ts';
import { inBatches } from '../../infra/batches.ts';
import { cursorAt, feedRange, goingOn, positionOf } from '../cursor.ts';
import { effective } from '../effective.ts';
import type { Attributions } from '../port.ts';
import { batchedQuery } from './batched-query.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';
import { where } from './where.ts';

type Row = { document: string };
type Stored = Omit<Attribution, 'at'> & { at: string };

const MAX_BATCH_ATTRIBUTIONS = 100;

/** SQLite lets one writer in at a time, so positions become visible in the order in which they are given out. */
export function sqliteAttributions(database: Database): Attributions {
  function lastPosition(): number {
    const row = database.statement('SELECT max(position) AS position FROM attributions').get();
    return (row as { position: number | null }).position ?? 0;
  }

  /** A transaction costs more than what is written in it, so those who add at the same moment share one. */
  const addInTurn = inBatches(
    MAX_BATCH_ATTRIBUTIONS,
    (attributions: readonly Attribution[]) =>
      database.write(() => {
        const insert = database.statement(
          'INSERT INTO attributions (id, document) VALUES (?, ?) ON CONFLICT (id) DO NOTHING',
        );
        return attributions.map((one) => insert.run(one.id, JSON.stringify(one)).changes > 0);
      }),
    ({ id }) => id,
  );

  const findOf = batchedQuery<[call: string, upTo: number], Stored[] | null>(
    database,
    `SELECT '[' || group_concat(document) || ']' FROM (
       SELECT document FROM attributions WHERE call = asked.value ->> 0 AND position <= asked.value ->> 1
       ORDER BY position DESC)`,
  );

  return {
    add: addInTurn,

    get: (id) =>
      database.read(() => {
        const row = database.statement('SELECT document FROM attributions WHERE id = ?').get(id);
        return row ? parse(row as Row) : null;
      }),

    ofCall: async (call, upTo) => {
      const found = await findOf([call, upTo === undefined ? Number.MAX_SAFE_INTEGER : positionOf(upTo)]);
      return effective((found ?? []).map(toAttribution));
    },

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
  return toAttribution(JSON.parse(row.document));
}

function toAttribution(stored: Stored): Attribution {
  return { ...stored, at: new Date(stored.at) };
}
