import type { Call, CallEvent } from '../../domain/call.ts';
import { BadCursor, type Calls, MAX_EARLIER_CALLS } from '../port.ts';
import { batchedQuery } from './batched-query.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';
import { where } from './where.ts';

type Row = { document: string };
type StoredCall = Omit<Call, 'at'> & { at: string };

export function sqliteCalls(database: Database): Calls {
  const find = batchedQuery<string, StoredCall | null>(
    database,
    'SELECT document FROM calls WHERE id = asked.value',
  );
  const findEarlier = batchedQuery<[provider: string, from: string, until: string], string[]>(
    database,
    `SELECT json_group_array(id) FROM (
       SELECT id FROM calls
       WHERE "from" = asked.value ->> 1 AND at <= asked.value ->> 2 AND provider = asked.value ->> 0
       ORDER BY at DESC, id DESC LIMIT ${MAX_EARLIER_CALLS})`,
  );

  return {
    addEvent: (event) =>
      database.write(() => {
        database
          .statement(
            `INSERT INTO events (carrier, carrierCallId, name, document) VALUES (?, ?, ?, ?)
             ON CONFLICT DO NOTHING`,
          )
          .run(event.carrier, event.carrierCallId, event.name, JSON.stringify(event));
        const rows = database
          .statement('SELECT document FROM events WHERE carrier = ? AND carrierCallId = ? ORDER BY at, name')
          .all(event.carrier, event.carrierCallId) as Row[];
        return rows.map(parseEvent);
      }),

    save: (call) =>
      database.write(() => {
        database
          .statement(
            `INSERT INTO calls (id, document, eventCount) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET document = excluded.document, eventCount = excluded.eventCount
             WHERE excluded.eventCount > eventCount`,
          )
          .run(call.id, JSON.stringify(call), call.eventCount);
      }),

    get: async (id) => {
      const stored = await find(id);
      return stored && toCall(stored);
    },

    list: ({ limit, after }, filter = {}) =>
      database.read(() => {
        const { sql, values } = where({
          'provider = ?': filter.provider,
          'site = ?': filter.site,
          '"to" = ?': filter.to,
          '"from" = ?': filter.from,
          'at >= ?': iso(filter.since),
          'at <= ?': iso(filter.until),
          '(at, id) < (SELECT at, id FROM calls WHERE id = ?)': after,
        });
        const rows = database
          .statement(`SELECT document FROM calls ${sql} ORDER BY at DESC, id DESC LIMIT ?`)
          .all(...values, limit) as Row[];
        // Without this, a call that is not there would look like the end of the list.
        if (rows.length === 0 && after !== undefined) mustBeThere(database, after);
        return rows.map(parseCall);
      }),

    earlierOf: (provider, from, until) => findEarlier([provider, from, iso(until)]),

    open: (before, limit) =>
      database.read(() => {
        const rows = database
          .statement(
            `SELECT document FROM calls WHERE document ->> 'outcome' IS NULL AND at < ? ORDER BY at, id LIMIT ?`,
          )
          .all(before.toISOString(), limit) as Row[];
        return rows.map(parseCall);
      }),
  };
}

function mustBeThere(database: Database, call: string): void {
  if (!database.statement('SELECT 1 FROM calls WHERE id = ?').get(call))
    throw new BadCursor('There is no such call to go on from');
}

function parseCall(row: Row): Call {
  return toCall(JSON.parse(row.document));
}

function toCall(stored: StoredCall): Call {
  return { ...stored, at: new Date(stored.at) };
}

function parseEvent(row: Row): CallEvent {
  const event = JSON.parse(row.document);
  return { ...event, at: new Date(event.at) };
}
