import type { Dimensions, ReportSlot } from '../../domain/report.ts';
import { compoundKey } from '../ledger-batch.ts';
import { type ReportSlots, usedUntil } from '../reports.ts';
import { type Connection, isDuplicateKey, upsert } from './connection.ts';
import { given } from './given.ts';

/** A provider that is null has a name of its own here: orders and keys need one. */
type StoredSlot = { _id: string; provider: string; at: Date; upTo: number; cells: string };
type StoredProgress = { _id: string; position: number };
/** Of those from before it was written down it is not known when they were used last, and they stay. */
type StoredDimensions = { _id: string; number: number; values: Dimensions; usedUntil?: Date };

const PROGRESS = 'reports';
/** The highest number that dimensions have. */
const NUMBERED = 'dimensions';

export function mongoReports(connection: Connection): ReportSlots {
  const slots = connection.collection<StoredSlot>('callSlots', [[{ provider: 1, at: 1 }]]);
  const progress = connection.collection<StoredProgress>('callCounts', []);
  const dimensions = connection.collection<StoredDimensions>('callDimensions', [
    [{ number: 1 }],
    [{ 'values.provider': 1, usedUntil: 1 }],
  ]);
  const idOf = (provider: string | null, at: Date) => compoundKey(provider ?? '', at.toISOString());

  return {
    position: () => connection.run(async () => (await progress.findOne({ _id: PROGRESS }))?.position ?? 0),

    advance: (position) =>
      connection.run(() =>
        upsert(() => progress.updateOne({ _id: PROGRESS }, { $max: { position } }, { upsert: true })),
      ),

    slot: (provider, at) =>
      connection.run(async () => {
        const stored = await slots.findOne({ _id: idOf(provider, at) });
        return stored && toSlot(stored);
      }),

    put: ({ provider, at, upTo, cells }, former) =>
      connection.run(async () => {
        const _id = idOf(provider, at);
        const fields = { provider: provider ?? '', at, upTo, cells: JSON.stringify(cells) };
        if (former !== null) return (await slots.replaceOne({ _id, upTo: former }, fields)).matchedCount > 0;
        try {
          await slots.insertOne({ _id, ...fields });
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          return false;
        }
      }),

    list: ({ provider, since, until }, limit, after) =>
      connection.run(async () => {
        const owner = after?.provider ?? '';
        // Within one provider the index knows where to go on; over several it needs two ways into it.
        const isWithin = provider !== undefined && provider === after?.provider;
        const times = given({ $gte: since, $lt: until, ...(isWithin && { $gt: after?.at }) });
        const found = await slots
          .find({
            ...given({ provider }),
            ...(Object.keys(times).length > 0 && { at: times }),
            ...(after &&
              !isWithin && {
                $or: [{ provider: { $gt: owner } }, { provider: owner, at: { $gt: after.at } }],
              }),
          } as Record<string, unknown>)
          .sort({ provider: 1, at: 1 })
          .limit(limit)
          .toArray();
        return found.map(toSlot);
      }),

    addDimensions: (records) =>
      connection.run(async () => {
        const ids = records.map(({ id }) => id);
        const known = await numbersOf(ids);
        const missing = records.filter(({ id }) => !known.has(id));
        const used = records.filter(({ id }) => known.has(id));
        if (used.length > 0)
          await dimensions.bulkWrite(
            used.map((record) => ({
              updateOne: {
                filter: { _id: record.id, usedUntil: { $lt: usedUntil(record) } },
                update: { $set: { usedUntil: usedUntil(record) } },
              },
            })),
            { ordered: false },
          );
        if (missing.length === 0) return known;
        const first = (await reserve(missing.length)) + 1;
        const writes = missing.map((record, i) => ({
          updateOne: {
            filter: { _id: record.id },
            update: {
              $setOnInsert: { number: first + i, values: record.values },
              $max: { usedUntil: usedUntil(record) },
            },
            upsert: true,
          },
        }));
        await upsert(() => dimensions.bulkWrite(writes, { ordered: false }));
        return numbersOf(ids);
      }),

    dimensions: (numbers) =>
      connection.run(async () => {
        const found = await dimensions.find({ number: { $in: [...numbers] } }).toArray();
        return found.map(({ number, values }) => ({ number, values }));
      }),
  };

  async function numbersOf(ids: readonly string[]): Promise<Map<string, number>> {
    const found = await dimensions.find({ _id: { $in: [...ids] } }, { projection: { number: 1 } }).toArray();
    return new Map(found.map(({ _id, number }) => [_id, number]));
  }

  /** So many numbers for the one who asks alone. Those that are not used are missed by nobody. @returns the one before them */
  async function reserve(count: number): Promise<number> {
    await upsert(() =>
      progress.updateOne({ _id: NUMBERED }, { $setOnInsert: { position: 0 } }, { upsert: true }),
    );
    const before = await progress.findOneAndUpdate({ _id: NUMBERED }, { $inc: { position: count } });
    return before?.position ?? 0;
  }
}

function toSlot({ provider, at, upTo, cells }: StoredSlot): ReportSlot {
  return { provider: provider || null, at, upTo, cells: JSON.parse(cells) };
}
