import type { Records } from '../port.ts';
import { type Collection, type Connection, type Index, isDuplicateKey } from './connection.ts';
import { given } from './given.ts';

type Stored = { _id: string; [field: string]: unknown };

/** @param once fields that together are there once */
export function mongoRecords<T extends { id: string }>(
  connection: Connection,
  name: string,
  ...once: (keyof T & string)[]
): Records<T> {
  const indexes: Index<Stored>[] = [[{ provider: 1, _id: 1 }], [{ pool: 1, _id: 1 }], [{ site: 1, _id: 1 }]];
  if (once.length > 0) indexes.push([Object.fromEntries(once.map((field) => [field, 1])), { unique: true }]);
  const collection = connection.collection<Stored>(name, indexes);
  return {
    add: (...records) => connection.run(() => addAllOrNone(collection, records.map(toStored))),

    get: (id) =>
      connection.run(async () => {
        const stored = await collection.findOne({ _id: id });
        return stored && fromStored<T>(stored);
      }),

    list: ({ limit, after }, { provider, pool, site } = {}) =>
      connection.run(async () => {
        // To MongoDB a limit of 0 is none.
        if (limit < 1) return [];
        const filter = given({ _id: after === undefined ? after : { $gt: after }, provider, pool, site });
        const found = await collection.find(filter).sort({ _id: 1 }).limit(limit).toArray();
        return found.map((stored) => fromStored<T>(stored));
      }),

    replace: (record) =>
      connection.run(async () => {
        const { _id, ...fields } = toStored(record);
        return (await collection.replaceOne({ _id }, fields)).matchedCount > 0;
      }),

    remove: (id) => connection.run(async () => (await collection.deleteOne({ _id: id })).deletedCount > 0),
  };
}

/** A server without replicas has no transactions, so what went in before a conflict is taken out again. */
async function addAllOrNone(collection: Collection<Stored>, records: Stored[]): Promise<void> {
  if (records.length === 0) return;
  try {
    await collection.insertMany(records, { ordered: true });
  } catch (error) {
    if (isDuplicateKey(error)) {
      const added = records.slice(0, error.insertedCount).map(({ _id }) => _id);
      if (added.length > 0) await collection.deleteMany({ _id: { $in: added } });
    }
    throw error;
  }
}

function toStored({ id, ...fields }: { id: string }): Stored {
  return { _id: id, ...fields };
}

function fromStored<T extends { id: string }>({ _id, ...fields }: Stored): T {
  return { id: _id, ...fields } as unknown as T;
}
