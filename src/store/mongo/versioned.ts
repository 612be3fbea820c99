import type mongoose from 'mongoose';
import type { Versioned } from '../port.ts';
import { type Connection, isDuplicateKey, type Model } from './connection.ts';
import { fromStored, type Stored, toStored } from './documents.ts';

export function mongoVersioned<T extends { id: string; version: number }>(
  connection: Connection,
  model: Model<Stored<T>>,
): Versioned<T> {
  type Filter = mongoose.QueryFilter<Stored<T>>;
  return {
    add: (...records) =>
      connection.run(async () => {
        if (records.length === 0) return;
        try {
          // Unordered: a record whose id is taken does not keep the others out.
          await model.insertMany(records.map(toStored), { ordered: false, throwOnValidationError: true });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }),

    get: (id) =>
      connection.run(async () => {
        const stored = await model.findOne({ _id: id } as Filter).lean<Stored<T>>();
        return stored && fromStored<T>(stored);
      }),

    change: (former, fields) =>
      connection.run(async () => {
        const { id: _, ...members } = fields;
        const change = { ...members, version: former.version + 1 };
        const { matchedCount } = await model.updateOne(
          { _id: former.id, version: former.version } as Filter,
          { $set: change } as mongoose.UpdateQuery<Stored<T>>,
          { runValidators: true },
        );
        return matchedCount > 0 ? { ...former, ...change } : null;
      }),

    remove: (id) =>
      connection.run(async () => (await model.deleteOne({ _id: id } as Filter)).deletedCount > 0),
  };
}
