import type { Dimensions, ReportSlot } from '../../domain/report.ts';
import type { ReportSlots } from '../reports.ts';
import { packCells, unpackCells } from '../slot-cells.ts';
import { keyOf } from '../told.ts';
import { type Connection, isDuplicateKey, upsert } from './connection.ts';
import { given } from './given.ts';

/** A provider that is null has a name of its own here: orders and keys need one. */
type StoredSlot = { _id: string; provider: string; at: Date; upTo: number; cells: string };
type StoredProgress = { _id: string; position: number };
type StoredDimensions = { _id: string; values: Dimensions };

const PROGRESS = 'reports';

export function mongoReports(connection: Connection): ReportSlots {
  const slots = connection.collection<StoredSlot>('reportSlots', [[{ provider: 1, at: 1 }]]);
  const progress = connection.collection<StoredProgress>('reportProgress', []);
  const dimensions = connection.collection<StoredDimensions>('reportDimensions', []);
  const idOf = (provider: string | null, at: Date) => keyOf(provider ?? '', at.toISOString());

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
        const fields = { provider: provider ?? '', at, upTo, cells: packCells(cells) };
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
        const found = await slots
          .find({
            ...given({ provider }),
            ...((since || until) && { at: given({ $gte: since, $lt: until }) }),
            ...(after && {
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
        if (records.length === 0) return;
        const writes = records.map(({ id, values }) => ({
          updateOne: { filter: { _id: id }, update: { $setOnInsert: { values } }, upsert: true },
        }));
        await upsert(() => dimensions.bulkWrite(writes, { ordered: false }));
      }),

    dimensions: (ids) =>
      connection.run(async () => {
        const found = await dimensions.find({ _id: { $in: [...ids] } }).toArray();
        return found.map(({ _id, values }) => ({ id: _id, values }));
      }),
  };
}

function toSlot({ provider, at, upTo, cells }: StoredSlot): ReportSlot {
  return { provider: provider || null, at, upTo, cells: unpackCells(cells) };
}
