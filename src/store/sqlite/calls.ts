import type { Call, CallEvent } from '../../domain/call.ts';
import { erasedCall, erasedEvent } from '../../domain/privacy.ts';
import { BadCursor, type CallReference, type Calls, MAX_EARLIER_CALLS } from '../port.ts';
import { batchedQuery } from './batched-query.ts';
import type { CallFacetRows } from './call-facets.ts';
import { callCountQuery, callListQuery } from './call-list.ts';
import type { Bindable, Database } from './database.ts';
import { type DocumentRow, parseDated, type Stored, toDated } from './dated.ts';
import { IN_LIST } from './lists.ts';
import { iso } from './time.ts';

const ADD_EVENT = `
  INSERT INTO events (carrier, carrierCallId, name, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`;

const SAVE = `
  INSERT INTO calls (id, document, eventCount) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET document = excluded.document, eventCount = excluded.eventCount
  WHERE excluded.eventCount > eventCount`;

const EARLIER = `
  SELECT json_group_array(id) FROM (
    SELECT id FROM calls
    WHERE "from" = item.value ->> 1 AND at <= item.value ->> 2 AND provider = item.value ->> 0
    ORDER BY at DESC, id DESC LIMIT ${MAX_EARLIER_CALLS})`;

export function sqliteCalls(database: Database, facets: CallFacetRows): Calls {
  const find = batchedQuery<string, Stored<Call> | null>(
    database,
    'SELECT document FROM calls WHERE id = item.value',
  );
  const findEarlier = batchedQuery<[provider: string, from: string, until: string], string[]>(
    database,
    EARLIER,
  );
  const list = (sql: string, ...values: Bindable[]) =>
    database.read(() => database.all<DocumentRow>(sql, ...values).map(parseDated<Call>));

  return {
    addEvent: (event) =>
      database.write(() => {
        database.run(ADD_EVENT, event.carrier, event.carrierCallId, event.name, JSON.stringify(event));
        return eventsOf(event);
      }),

    save: (call) =>
      database.write(() => {
        if (database.run(SAVE, call.id, JSON.stringify(call), call.eventCount) === 0) return;
        if (call.outcome !== null || hasFacets(call.id)) facets.updateSaved(call);
      }),

    get: async (id) => {
      const stored = await find(id);
      return stored && toDated<Call>(stored);
    },

    list: async ({ limit, after }, filter = {}) => {
      const { sql, values } = callListQuery({ limit, after }, filter);
      const found = await list(sql, ...values);
      // Without this check a call that does not exist would look like the end of the list.
      if (found.length === 0 && after !== undefined && (await find(after)) === null)
        throw new BadCursor('There is no such call to continue from');
      return found;
    },

    count: (filter) =>
      database.read(() => {
        const { sql, values } = callCountQuery(filter);
        return database.get<{ count: number }>(sql, ...values)?.count ?? 0;
      }),

    earlierOf: (provider, from, until) => findEarlier([provider, from, iso(until)]),

    open: (before, limit) =>
      list(
        `SELECT document FROM calls WHERE document ->> 'outcome' IS NULL AND at < ? ORDER BY at, id LIMIT ?`,
        before.toISOString(),
        limit,
      ),

    fromCallers: (callers, { limit, after = '' }) =>
      list(
        `SELECT document FROM calls WHERE id > ? AND ("from" ${IN_LIST} OR document ->> 'forwardedFrom' ${IN_LIST})
         ORDER BY id LIMIT ?`,
        after,
        JSON.stringify(callers),
        JSON.stringify(callers),
        limit,
      ),

    eventsOf: (call) => database.read(() => eventsOf(call)),

    erase: (calls) =>
      database.write(() => ({
        events: sum(calls.map(eraseEvents)),
        calls: sum(calls.map(({ id }) => eraseCall(id))),
      })),

    expired: (provider, before, limit) =>
      list(
        'SELECT document FROM calls WHERE provider IS ? AND at < ? ORDER BY at LIMIT ?',
        provider,
        iso(before),
        limit,
      ),

    expire: (calls) =>
      database.write(() => {
        for (const { carrier, carrierCallId } of calls)
          database.run('DELETE FROM events WHERE carrier = ? AND carrierCallId = ?', carrier, carrierCallId);
        for (const { id } of calls) facets.remove(id);
        const ids = JSON.stringify(calls.map(({ id }) => id));
        return database.run(`DELETE FROM calls WHERE id ${IN_LIST}`, ids);
      }),
  };

  function hasFacets(id: string): boolean {
    return database.get('SELECT 1 FROM calls WHERE id = ? AND facets IS NOT NULL', id) !== undefined;
  }

  function eventsOf({ carrier, carrierCallId }: CallReference): CallEvent[] {
    return database
      .all<DocumentRow>(
        'SELECT document FROM events WHERE carrier = ? AND carrierCallId = ? ORDER BY at, name',
        carrier,
        carrierCallId,
      )
      .map(parseDated<CallEvent>);
  }

  function eraseEvents(call: CallReference): number {
    const replace = 'UPDATE events SET document = ? WHERE carrier = ? AND carrierCallId = ? AND name = ?';
    return sum(
      eventsOf(call).map((event) =>
        database.run(
          replace,
          JSON.stringify(erasedEvent(event)),
          event.carrier,
          event.carrierCallId,
          event.name,
        ),
      ),
    );
  }

  /** Erases the stored state: the carrier may have reported more since the caller read it. */
  function eraseCall(id: string): number {
    const row = database.get<DocumentRow>('SELECT document FROM calls WHERE id = ?', id);
    if (!row) return 0;
    const text = JSON.stringify(erasedCall(parseDated<Call>(row)));
    const changes = database.run('UPDATE calls SET document = ? WHERE id = ?', text, id);
    facets.update(id);
    return changes;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
