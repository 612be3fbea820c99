import { packVisitCells, unpackVisitCells, type VisitSlot, withChanges } from '../../domain/visit-slot.ts';
import { compoundKey } from '../ledger-batch.ts';
import type { VisitSlots } from '../port.ts';
import type { SlotChanges } from '../visit-changes.ts';
import { type Connection, isDuplicateKey, type Model } from './connection.ts';
import { anyOf, anyProvider, defined } from './filter.ts';
import { date, required, text } from './members.ts';
import { removeSome } from './remove-some.ts';

export type StoredVisitSlot = Omit<VisitSlot, 'cells'> & { _id: string; cells: string };

/** Makes the model of the visit slots. */
export function visitModel(connection: Connection): Model<StoredVisitSlot> {
  return connection.model<StoredVisitSlot>(
    'visitSlots',
    {
      _id: required(text),
      provider: required(text),
      at: required(date),
      site: required(text),
      upTo: required(text),
      cells: required(text),
    },
    [[{ provider: 1, at: 1, site: 1 }]],
  );
}

export function mongoVisits(connection: Connection, model: Model<StoredVisitSlot>): VisitSlots {
  return {
    list: ({ provider, since, until, site }, limit, after) =>
      connection.run(async () => {
        const times = defined({ $gte: since, $lt: until });
        const found = await model
          .find({
            ...defined({ provider: anyProvider(provider), site }),
            ...(Object.keys(times).length > 0 && { at: times }),
            ...(after && { $and: [anyOf(beyond(after))] }),
          })
          .sort({ provider: 1, at: 1, site: 1 })
          .limit(limit)
          .lean<StoredVisitSlot[]>();
        return found.map(toSlot);
      }),

    expire: (provider, before, limit) =>
      connection.run(() => removeSome(model, { provider, at: { $lt: before } }, limit)),
  };
}

/** Adds the changes to a slot. Another caller that adds to it at the same time is noticed, and waited for by a repetition. */
export async function countVisits(
  model: Model<StoredVisitSlot>,
  { key, changes }: SlotChanges,
): Promise<void> {
  const _id = compoundKey(key.provider, key.site, key.at.toISOString());
  for (;;) {
    const stored = await model.findOne({ _id }).lean<StoredVisitSlot>();
    const slot = withChanges(key, stored && toSlot(stored), changes);
    if (!slot) return;
    const { cells, ...fields } = slot;
    const next = { ...fields, cells: packVisitCells(cells) };
    if (stored) {
      const former = { _id, upTo: stored.upTo };
      if ((await model.updateOne(former, { $set: next })).matchedCount > 0) return;
    } else if (await inserted(model, { _id, ...next })) return;
  }
}

async function inserted(model: Model<StoredVisitSlot>, slot: StoredVisitSlot): Promise<boolean> {
  try {
    await model.insertMany([slot]);
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

function beyond({ provider, at, site }: Pick<VisitSlot, 'provider' | 'at' | 'site'>) {
  return [
    { provider: { $gt: provider } },
    { provider, at: { $gt: at } },
    { provider, at, site: { $gt: site } },
  ];
}

function toSlot({ _id, cells, ...slot }: StoredVisitSlot): VisitSlot {
  return { ...slot, cells: unpackVisitCells(cells) };
}
