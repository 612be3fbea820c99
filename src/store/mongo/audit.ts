import type { AuditEntry } from '../../domain/audit.ts';
import type { Audit } from '../audit.ts';
import { type Connection, upsert } from './connection.ts';
import { given } from './given.ts';

/** What was asked for is named by those who ask, and a field cannot have every name. */
type Stored = { _id: string; query: [string, string][] } & Omit<AuditEntry, 'id' | 'query'>;

export function mongoAudit(connection: Connection): Audit {
  const collection = connection.collection<Stored>('audit', [[{ at: 1 }]]);
  return {
    note: (entries) =>
      connection.run(async () => {
        if (entries.length === 0) return;
        const writes = entries.map(({ id, count, query, ...fields }) => ({
          updateOne: {
            filter: { _id: id },
            update: { $setOnInsert: { ...fields, query: Object.entries(query) }, $inc: { count } },
            upsert: true,
          },
        }));
        await upsert(() => collection.bulkWrite(writes, { ordered: false }));
      }),

    list: ({ limit, after }, { id, since, until, ...equal } = {}) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const found = await collection
          .find({
            ...given({ _id: after === undefined ? after : { $lt: after }, ids: id, ...equal }),
            ...((since || until) && {
              at: given({ $gte: since?.toISOString(), $lte: until?.toISOString() }),
            }),
          } as Record<string, unknown>)
          .sort({ _id: -1 })
          .limit(limit)
          .toArray();
        return found.map(({ _id, query, ...fields }) => ({
          id: _id,
          ...fields,
          query: Object.fromEntries(query),
        }));
      }),

    expire: (before, limit) =>
      connection.run(async () => {
        const old = await collection
          .find({ at: { $lt: before.toISOString() } }, { projection: { _id: 1 } })
          .limit(limit)
          .toArray();
        return (await collection.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } })).deletedCount;
      }),
  };
}
