import type mongoose from 'mongoose';
import type { Records } from '../port.ts';
import { type Connection, type Index, isDuplicateKey, type Model } from './connection.ts';
import { fromStored, replacement, type Stored, toStored } from './documents.ts';
import { anyProvider, defined } from './filter.ts';
import type { Members } from './members.ts';

type Owned = { provider?: unknown; pool?: unknown; site?: unknown };
type Filter<T extends { id: string }> = mongoose.QueryFilter<Stored<T>>;

/** @param unique members whose values together are unique */
export function mongoRecords<T extends { id: string }>(
  connection: Connection,
  name: string,
  members: Members<Stored<T>>,
  ...unique: (keyof T & string)[]
): Records<T> {
  const indexes: Index<{ _id: string } & Owned>[] = [
    [{ provider: 1, _id: 1 }],
    [{ pool: 1, _id: 1 }],
    [{ site: 1, _id: 1 }],
  ];
  const model = connection.model<Stored<T>>(name, members, [
    ...(indexes as unknown as Index<Stored<T>>[]),
    ...(unique.length > 0 ? [uniqueIndex<T>(unique)] : []),
  ]);
  const byId = (id: string) => ({ _id: id }) as Filter<T>;

  return {
    add: (...records) => connection.run(() => addAllOrNone(model, records.map(toStored))),

    get: (id) =>
      connection.run(async () => {
        const stored = await model.findOne(byId(id)).lean<Stored<T>>();
        return stored && fromStored<T>(stored);
      }),

    list: recordLister<T>(connection, model),

    replace: (record) =>
      connection.run(async () => {
        const { _id, ...fields } = toStored(record);
        const update = replacement(model, fields) as mongoose.UpdateQuery<Stored<T>>;
        return (await model.updateOne(byId(_id), update, { runValidators: true })).matchedCount > 0;
      }),

    remove: (id) => connection.run(async () => (await model.deleteOne(byId(id))).deletedCount > 0),
  };
}

/** Returns the method that lists the records of a model. */
export function recordLister<T extends { id: string }>(
  connection: Connection,
  model: Model<Stored<T>>,
): Records<T>['list'] {
  return ({ limit, after }, { provider, pool, site } = {}, ids) =>
    connection.run(async () => {
      // MongoDB takes a limit of 0 for no limit.
      if (limit < 1) return [];
      const wanted = defined({ $gt: after, $in: ids && [...ids] });
      const _id = Object.keys(wanted).length > 0 ? wanted : undefined;
      const filter = defined({ _id, provider: anyProvider(provider), pool, site }) as Filter<T>;
      const found = await model.find(filter).sort({ _id: 1 }).limit(limit).lean<Stored<T>[]>();
      return found.map((stored) => fromStored<T>(stored));
    });
}

function uniqueIndex<T extends { id: string }>(members: readonly string[]): Index<Stored<T>> {
  return [Object.fromEntries(members.map((member) => [member, 1])), { unique: true }] as unknown as Index<
    Stored<T>
  >;
}

/** A server without replicas has no transactions. So records that were added before a conflict are removed again. */
async function addAllOrNone<T extends { _id: string }>(model: Model<T>, records: T[]): Promise<void> {
  if (records.length === 0) return;
  try {
    await model.insertMany(records, { ordered: true });
  } catch (error) {
    if (isDuplicateKey(error)) {
      const added = records.slice(0, error.insertedCount).map(({ _id }) => _id);
      const filter = { _id: { $in: added } } as mongoose.QueryFilter<T>;
      if (added.length > 0) await model.deleteMany(filter);
    }
    throw error;
  }
}
