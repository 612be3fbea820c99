import type mongoose from 'mongoose';
import type { Model } from './connection.ts';

/** Removes at most `limit` documents that match. Returns how many were removed. */
export async function removeSome<T extends { _id: string }>(
  model: Model<T>,
  filter: mongoose.QueryFilter<T>,
  limit: number,
): Promise<number> {
  const found = await model.find(filter, { _id: 1 }).limit(limit).lean<{ _id: string }[]>();
  if (found.length === 0) return 0;
  const ids = { _id: { $in: found.map(({ _id }) => _id) } } as mongoose.QueryFilter<T>;
  return (await model.deleteMany(ids)).deletedCount;
}
