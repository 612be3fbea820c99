import { setImmediate as breathe } from 'node:timers/promises';
import { type Delivery, isOfCall } from '../../domain/delivery.ts';
import { replayedFields } from '../../domain/delivery-state.ts';
import { BadCursor, type Deliveries } from '../port.ts';
import type { Bindable, Database } from './database.ts';
import type { DocumentRow } from './dated.ts';
import { IN_LIST } from './lists.ts';
import { sqliteVersioned } from './versioned.ts';
import { where } from './where.ts';

type Place = { ordinal: number; id: string };

/** Rows that are changed at once. The whole process waits meanwhile. */
const MAX_BATCH_ROWS = 200;

export function sqliteDeliveries(database: Database): Deliveries {
  const list = (sql: string, ...values: Bindable[]) =>
    database.read(() => database.all<DocumentRow>(sql, ...values).map(parse));

  return {
    ...sqliteVersioned<Delivery>(database, 'deliveries'),

    list: async (consumer, { limit, after }, { state, call, since, until } = {}) => {
      // A call has few deliveries, a consumer many. The plus keeps SQLite from reading all deliveries of the consumer.
      const isOfCall = call !== undefined;
      const { sql, values } = where({
        [isOfCall ? '+consumer = ?' : 'consumer = ?']: consumer,
        'state = ?': state,
        'call = ?': call,
        'at >= ?': since,
        'at <= ?': until,
        '(ordinal, id) < (SELECT ordinal, id FROM deliveries WHERE id = ?)': after,
      });
      const found = await list(
        `SELECT document FROM deliveries ${sql} ORDER BY ${isOfCall ? '+ordinal' : 'ordinal'} DESC, id DESC LIMIT ?`,
        ...values,
        limit,
      );
      if (found.length === 0 && after !== undefined) await mustExist(after);
      return found;
    },

    due: (consumer, now, limit) =>
      list(
        `SELECT document FROM deliveries WHERE consumer = ? AND state = 'waiting' AND nextTryAt <= ?
         ORDER BY nextTryAt, ordinal, id LIMIT ?`,
        consumer,
        now,
        limit,
      ),

    first: async (consumer) => {
      const [first] = await list(
        `SELECT document FROM deliveries INDEXED BY deliveries_open
         WHERE consumer = ? AND state IN ('waiting', 'sending')
         ORDER BY ordinal, id LIMIT 1`,
        consumer,
      );
      return first ?? null;
    },

    abandoned: (before, limit) =>
      list(
        `SELECT document FROM deliveries WHERE state = 'sending' AND begunAt < ? ORDER BY begunAt LIMIT ?`,
        before,
        limit,
      ),

    dead: (consumer, most) =>
      database.read(() => {
        const some = `SELECT 1 FROM deliveries WHERE consumer = ? AND state = 'dead' LIMIT ?`;
        const row = database.get<{ count: number }>(
          `SELECT count(*) AS count FROM (${some})`,
          consumer,
          most,
        );
        return row?.count ?? 0;
      }),

    ofCall: async (call) => {
      const found = await list('SELECT document FROM deliveries WHERE call = ? ORDER BY ordinal, id', call);
      return found.filter(isOfCall);
    },

    replay: async (consumer, { states, since, until }, now) => {
      const { sql, values } = where({
        'consumer = ?': consumer,
        [`state ${IN_LIST}`]: JSON.stringify(states),
        'at >= ?': since,
        'at <= ?': until,
      });
      const page = `
        SELECT ordinal, id FROM deliveries ${sql} AND (ordinal, id) > (?, ?) ORDER BY ordinal, id LIMIT ?`;
      const replayOne = replayStatement(now);
      let replayed = 0;
      // In the consumer's order: a delivery that was sent again meanwhile is not found twice.
      for (let last: Place | undefined = { ordinal: 0, id: '' }; last; ) {
        const after: Place = last;
        const places = await database.write(() => {
          const some = database.all<Place>(page, ...values, after.ordinal, after.id, MAX_BATCH_ROWS);
          for (const { id } of some) database.run(replayOne.sql, ...replayOne.values, id);
          return some;
        });
        replayed += places.length;
        last = places.length === MAX_BATCH_ROWS ? places.at(-1) : undefined;
        await breathe();
      }
      return replayed;
    },

    removeOf: async (consumer) => {
      const some = 'SELECT id FROM deliveries WHERE consumer = ? LIMIT ?';
      let removed: number;
      do {
        removed = await database.write(() =>
          database.run(`DELETE FROM deliveries WHERE id IN (${some})`, consumer, MAX_BATCH_ROWS),
        );
        await breathe();
      } while (removed === MAX_BATCH_ROWS);
    },

    erase: (calls) => database.write(() => calls.filter(eraseOf).length),

    expire: (calls) =>
      database.write(() =>
        database.run(`DELETE FROM deliveries WHERE call ${IN_LIST}`, JSON.stringify(calls)),
      ),
  };

  async function mustExist(id: string): Promise<void> {
    if ((await list('SELECT document FROM deliveries WHERE id = ?', id)).length === 0)
      throw new BadCursor('There is no such delivery to continue from');
  }

  /** Returns whether one of the call's deliveries had content. */
  function eraseOf(call: string): boolean {
    const deliveries = database
      .all<DocumentRow>('SELECT document FROM deliveries WHERE call = ?', call)
      .map(parse);
    for (const delivery of deliveries) {
      const attempts = delivery.attempts.map((one) => ({ ...one, answer: null }));
      const erased = { ...delivery, sent: null, attempts, version: delivery.version + 1 };
      database.run('UPDATE deliveries SET document = ? WHERE id = ?', JSON.stringify(erased), delivery.id);
    }
    return deliveries.some(({ sent }) => sent !== null);
  }
}

/** Returns an UPDATE that lets one delivery wait again. Its last value is the delivery's id. */
function replayStatement(now: string): { sql: string; values: Bindable[] } {
  const fields = Object.entries(replayedFields(now));
  const sets = fields.map(([name]) => `'$.${name}', json(?)`).join(', ');
  return {
    sql: `UPDATE deliveries SET document = json_set(document, ${sets}, '$.version', version + 1) WHERE id = ?`,
    values: fields.map(([, value]) => JSON.stringify(value)),
  };
}

function parse({ document }: DocumentRow): Delivery {
  return JSON.parse(document);
}
