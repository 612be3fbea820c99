import type { Versioned } from '../deliveries.ts';
import { type Collection, type Connection, isDuplicateKey } from './connection.ts';

export type Stored<T extends { id: string }> = { _id: string } & Omit<T, 'id'>;

export function mongoVersioned<T extends { id: string; version: number }>(
  connection: Connection,
  collection: Collection<Stored<T>>,
): Versioned<T> {
  return {
    add: (...records) =>
      connection.run(async () => {
        if (records.length === 0) return;
        try {
          // Unordered: one that is there does not keep the others out.
          await collection.insertMany(records.map(toStored) as never, { ordered: false });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }),

    get: (id) =>
      connection.run(async () => {
        const stored = await collection.findOne({ _id: id } as never);
        return stored && fromStored<T>(stored as unknown as Stored<T>);
      }),

    change: (former, fields) =>
      connection.run(async () => {
        const { id: _, ...given } = fields;
        const change = { ...given, version: former.version + 1 };
        const { matchedCount } = await collection.updateOne(
          { _id: former.id, version: former.version } as never,
          { $set: change } as never,
        );
        return matchedCount > 0 ? { ...former, ...change } : null;
      }),

    remove: (id) =>
      connection.run(async () => (await collection.deleteOne({ _id: id } as never)).deletedCount > 0),
  };
}

export function fromStored<T extends { id: string }>({ _id, ...fields }: Stored<T>): T {
  return { id: _id, ...fields } as unknown as T;
}

function toStored<T extends { id: string }>({ id, ...fields }: T): Stored<T> {
  return { _id: id, ...fields };
}
