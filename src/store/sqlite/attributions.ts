import type { Attribution } from '../../domain/attribution.ts';
import { erasedAttribution } from '../../domain/privacy.ts';
import { inBatches } from '../../infra/batches.ts';
import { currentAttribution } from '../current-attribution.ts';
import { continuation, cursorAt, feedRange, positionOf } from '../cursor.ts';
import type { AttributionFilter, Attributions } from '../port.ts';
import { batchedQuery } from './batched-query.ts';
import type { CallFacetRows } from './call-facets.ts';
import type { Bindable, Database } from './database.ts';
import { type DocumentRow, parseDated, type Stored, toDated } from './dated.ts';
import { IN_LIST, IN_SESSIONS } from './lists.ts';
import { iso } from './time.ts';
import { ofProviders, where } from './where.ts';

type PositionedRow = DocumentRow & { position: number };

const MAX_BATCH_ATTRIBUTIONS = 100;

const ADD = 'INSERT INTO attributions (id, document) VALUES (?, ?) ON CONFLICT (id) DO NOTHING';
const REPLACE = 'UPDATE attributions SET document = ? WHERE id = ?';

const OF_CALL = `
  SELECT '[' || group_concat(document) || ']' FROM (
    SELECT document FROM attributions WHERE call = item.value ->> 0 AND position <= item.value ->> 1
    ORDER BY position DESC)`;

const EXPIRED = `
  SELECT position, document FROM attributions
  WHERE provider IS ? AND document ->> 'at' < ? ORDER BY position LIMIT ?`;

/** SQLite lets one writer in at a time, so positions become visible in their order. */
export function sqliteAttributions(database: Database, facets: CallFacetRows): Attributions {
  const findOf = batchedQuery<[call: string, upTo: number], Stored<Attribution>[] | null>(database, OF_CALL);

  const list = (sql: string, ...values: Bindable[]) =>
    database.read(() => database.all<DocumentRow>(sql, ...values).map(parseDated<Attribution>));

  return {
    // A transaction costs more than its writes, so the attributions of one moment share one.
    add: inBatches(MAX_BATCH_ATTRIBUTIONS, addAll, ({ id }) => id),

    get: async (id) => (await list('SELECT document FROM attributions WHERE id = ?', id))[0] ?? null,

    ofCall: async (call, upTo) => {
      const found = await findOf([call, upTo === undefined ? Number.MAX_SAFE_INTEGER : positionOf(upTo)]);
      return currentAttribution((found ?? []).map(toDated<Attribution>));
    },

    feed: ({ limit, after, upTo }, filter = {}) =>
      database.read(() => {
        const range = feedRange(after, upTo, lastPosition(), filter);
        const { sql, values } = where({
          'position > ?': range.from,
          'position <= ?': range.to,
          ...conditions(filter),
        });
        const rows = database.all<PositionedRow>(
          `SELECT position, document FROM attributions ${sql} ORDER BY position LIMIT ?`,
          ...values,
          limit,
        );
        const positions = rows.map(({ position }) => position);
        return { data: rows.map(parseDated<Attribution>), ...continuation(range, positions, limit) };
      }),

    end: () => database.read(() => cursorAt(lastPosition())),

    ofCalls: (calls) =>
      list(
        `SELECT document FROM attributions WHERE call ${IN_LIST} ORDER BY position`,
        JSON.stringify(calls),
      ),

    ofSessions: (sessions) =>
      list(
        `SELECT document FROM attributions WHERE (site, document ->> 'session') ${IN_SESSIONS} ORDER BY position`,
        JSON.stringify(sessions),
      ),

    erase: (remains) =>
      database.write(() => {
        const counts = remains.map((one) => database.run(REPLACE, JSON.stringify(one), one.id));
        for (const call of new Set(remains.map((one) => one.call))) facets.update(call);
        return counts.reduce((total, count) => total + count, 0);
      }),

    expire: (provider, before, limit) =>
      database.write(() => {
        const rows = database.all<PositionedRow>(EXPIRED, provider, iso(before), limit);
        const last = lastPosition();
        for (const row of rows) {
          if (row.position === last) eraseInPlace(parseDated<Attribution>(row));
          else database.run('DELETE FROM attributions WHERE position = ?', row.position);
        }
        return rows.filter(({ position }) => position !== last).length;
      }),
  };

  function addAll(attributions: readonly Attribution[]): Promise<boolean[]> {
    return database.write(() =>
      attributions.map((one) => {
        const isAdded = database.run(ADD, one.id, JSON.stringify(one)) > 0;
        if (isAdded) facets.update(one.call);
        return isAdded;
      }),
    );
  }

  function lastPosition(): number {
    const row = database.get<{ position: number | null }>(
      'SELECT max(position) AS position FROM attributions',
    );
    return row?.position ?? 0;
  }

  function eraseInPlace(attribution: Attribution): void {
    database.run(REPLACE, JSON.stringify(erasedAttribution(attribution, new Date())), attribution.id);
  }
}

function conditions(filter: AttributionFilter): Record<string, Bindable | undefined> {
  return {
    ...ofProviders(filter.provider),
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
  };
}
