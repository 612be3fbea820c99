import { setImmediate as breathe } from 'node:timers/promises';
import type { Delivery } from '../../domain/delivery.ts';
import { replayedFields } from '../../domain/delivery-state.ts';
import type { Deliveries } from '../deliveries.ts';
import { BadCursor } from '../port.ts';
import type { Bindable, Database } from './database.ts';
import { sqliteVersioned } from './versioned.ts';
import { where } from './where.ts';

type Row = { document: string };
type Place = { ordinal: number; id: string };

/** Rows that are changed in one go: the whole process waits for it. */
const AT_ONCE = 200;

export function sqliteDeliveries(database: Database): Deliveries {
  const read = (sql: string, ...values: Bindable[]) =>
    database.read(() => (database.statement(sql).all(...values) as Row[]).map(parse));

  return {
    ...sqliteVersioned<Delivery>(database, 'deliveries'),

    list: async (consumer, { limit, after }, { state, call, since, until } = {}) => {
      const { sql, values } = where({
        // A call has few deliveries, a consumer many: the plus keeps SQLite from going through all of the latter.
        [call === undefined ? 'consumer = ?' : '+consumer = ?']: consumer,
        'state = ?': state,
        'call = ?': call,
        'at >= ?': since,
        'at <= ?': until,
        '(ordinal, id) < (SELECT ordinal, id FROM deliveries WHERE id = ?)': after,
      });
      const found = await read(
        `SELECT document FROM deliveries ${sql} ORDER BY ${call === undefined ? 'ordinal' : '+ordinal'} DESC, id DESC LIMIT ?`,
        ...values,
        limit,
      );
      if (found.length === 0 && after !== undefined) await mustBeThere(after);
      return found;
    },

    due: (consumer, now, limit) =>
      read(
        `SELECT document FROM deliveries WHERE consumer = ? AND state = 'waiting' AND nextTryAt <= ?
         ORDER BY nextTryAt, ordinal, id LIMIT ?`,
        consumer,
        now,
        limit,
      ),

    first: async (consumer) => {
      const [first] = await read(
        `SELECT document FROM deliveries INDEXED BY deliveries_open
         WHERE consumer = ? AND state IN ('waiting', 'sending')
         ORDER BY ordinal, id LIMIT 1`,
        consumer,
      );
      return first ?? null;
    },

    abandoned: (before, limit) =>
      read(
        `SELECT document FROM deliveries WHERE state = 'sending' AND begunAt < ? ORDER BY begunAt LIMIT ?`,
        before,
        limit,
      ),

    dead: (consumer, most) =>
      database.read(() => {
        const some = `SELECT 1 FROM deliveries WHERE consumer = ? AND state = 'dead' LIMIT ?`;
        const row = database.statement(`SELECT count(*) AS count FROM (${some})`).get(consumer, most);
        return (row as { count: number }).count;
      }),

    ofCall: (call) => read('SELECT document FROM deliveries WHERE call = ? ORDER BY ordinal, id', call),

    replay: async (consumer, { states, since, until }, now) => {
      const { sql, values } = where({
        'consumer = ?': consumer,
        'state IN (SELECT value FROM json_each(?))': JSON.stringify(states),
        'at >= ?': since,
        'at <= ?': until,
      });
      const fields = Object.entries(replayedFields(now));
      const sets = fields.map(([name]) => `'$.${name}', json(?)`).join(', ');
      const texts = fields.map(([, value]) => JSON.stringify(value));
      const again = `UPDATE deliveries SET document = json_set(document, ${sets}, '$.version', version + 1) WHERE id = ?`;
      let replayed = 0;
      // In the consumer's order, so that one that was sent meanwhile is not met again.
      for (let last: Place | undefined = { ordinal: 0, id: '' }; last; ) {
        const after: Place = last;
        const places = await database.write(() => {
          const some = database
            .statement(
              `SELECT ordinal, id FROM deliveries ${sql} AND (ordinal, id) > (?, ?) ORDER BY ordinal, id LIMIT ?`,
            )
            .all(...values, after.ordinal, after.id, AT_ONCE) as Place[];
          for (const { id } of some) database.statement(again).run(...texts, id);
          return some;
        });
        replayed += places.length;
        last = places.length === AT_ONCE ? places.at(-1) : undefined;
        await breathe();
      }
      return replayed;
    },

    removeOf: async (consumer) => {
      let removed: number;
      do {
        removed = await database.write(
          () =>
            database
              .statement(
                'DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE consumer = ? LIMIT ?)',
              )
              .run(consumer, AT_ONCE).changes,
        );
        await breathe();
      } while (removed === AT_ONCE);
    },

    forget: (calls) =>
      database.write(() => {
        const find = database.statement('SELECT document FROM deliveries WHERE call = ?');
        const replace = database.statement('UPDATE deliveries SET document = ? WHERE id = ?');
        for (const call of calls) {
          for (const delivery of (find.all(call) as Row[]).map(parse)) {
            const attempts = delivery.attempts.map((one) => ({ ...one, answer: null }));
            const emptied = { ...delivery, sent: null, attempts, version: delivery.version + 1 };
            replace.run(JSON.stringify(emptied), delivery.id);
          }
        }
      }),
  };

  async function mustBeThere(id: string): Promise<void> {
    if ((await read('SELECT document FROM deliveries WHERE id = ?', id)).length === 0)
      throw new BadCursor('There is no such delivery to go on from');
  }
}

function parse(row: Row): Delivery {
  return JSON.parse(row.document);
}
