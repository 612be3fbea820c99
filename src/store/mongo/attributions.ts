import { setTimeout as sleep } from 'node:timers/promises';
import type { Attribution } from '../../domain/attribution.ts';
import { inBatches } from '../../infra/batches.ts';
import { cursorAt, feedRange, goingOn, positionOf } from '../cursor.ts';
import { effective } from '../effective.ts';
import type { Attributions } from '../port.ts';
import { type Connection, isDuplicateKey } from './connection.ts';
import { given } from './given.ts';

/**
 * What the feed has shown must stay: an attribution that only this server has could be lost with it, and its position be
 * another's then.
 */
const LASTING = { readConcern: 'majority' } as const;

type Stored = { _id: string; position: number } & Omit<Attribution, 'id'>;

/** Within the process those who add at the same moment do so together, and never contend for a position. */
const MAX_BATCH_ATTRIBUTIONS = 100;

/**
 * Positions are dense and there once: whoever adds takes those after the last that is there, or finds one taken
 * and tries again. So no attribution ever appears before one that a reader has passed.
 */
export function mongoAttributions(connection: Connection): Attributions {
  const collection = connection.collection<Stored>('attributions', [
    [{ position: 1 }, { unique: true }],
    [{ call: 1, position: -1 }],
    [{ provider: 1, position: 1 }],
    [{ site: 1, position: 1 }],
    [{ site: 1, session: 1 }],
    [{ provider: 1, at: 1 }],
  ]);
  const addInTurn = inBatches(MAX_BATCH_ATTRIBUTIONS, addAll, ({ id }) => id);

  /** @returns for each whether it was added; those of one call have different ids */
  async function addAll(attributions: readonly Attribution[]): Promise<boolean[]> {
    const added = new Map<string, boolean>();
    for (;;) {
      const left = attributions.filter(({ id }) => !added.has(id));
      if (left.length === 0) return attributions.map(({ id }) => added.get(id) ?? false);
      const ids = left.map(({ id }) => id);
      const [there, last] = await Promise.all([
        collection.find({ _id: { $in: ids } }, { projection: { _id: 1 } }).toArray(),
        lastPosition(),
      ]);
      for (const { _id } of there) added.set(_id, false);
      const fresh = left.filter(({ id }) => !added.has(id));
      if (fresh.length === 0) continue;
      const stored = fresh.map(({ id, ...fields }, i) => ({ ...fields, _id: id, position: last + 1 + i }));
      try {
        await collection.insertMany(stored, { ordered: true });
        for (const { id } of fresh) added.set(id, true);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        for (const { id } of fresh.slice(0, error.insertedCount ?? 0)) added.set(id, true);
        // Another process was first. A little disorder lets the two of them alternate.
        await sleep(Math.random() * 5);
      }
    }
  }

  async function lastPosition(options: { readConcern?: 'majority' } = {}): Promise<number> {
    const newest = await collection.findOne(
      {},
      { ...options, sort: { position: -1 }, projection: { position: 1 } },
    );
    return newest?.position ?? 0;
  }

  return {
    add: (attribution) => connection.run(() => addInTurn(attribution)),

    get: (id) =>
      connection.run(async () => {
        const stored = await collection.findOne({ _id: id });
        return stored && toAttribution(stored);
      }),

    ofCall: (call, upTo) =>
      connection.run(async () => {
        const narrowed = upTo === undefined ? {} : { position: { $lte: positionOf(upTo) } };
        const found = await collection
          .find({ call, ...narrowed })
          .sort({ position: -1 })
          .toArray();
        return effective(found.map(toAttribution));
      }),

    feed: ({ limit, after, upTo }, filter = {}) =>
      connection.run(async () => {
        // A reading that ends somewhere was told where: the end need not be looked for with each of its pages.
        const last = upTo === undefined ? await lastPosition(LASTING) : positionOf(upTo);
        const range = feedRange(after, upTo, last, filter);
        const { since, until, minConfidence, ...equal } = filter;
        const found =
          limit < 1
            ? []
            : await collection
                .find(
                  {
                    position: { $gt: range.from, $lte: range.to },
                    ...given(equal),
                    ...((since || until) && { at: given({ $gte: since, $lte: until }) }),
                    ...(minConfidence !== undefined && { confidence: { $gte: minConfidence } }),
                  },
                  LASTING,
                )
                .sort({ position: 1 })
                .limit(limit)
                .toArray();
        const positions = found.map(({ position }) => position);
        return { data: found.map(toAttribution), ...goingOn(range, positions, limit) };
      }),

    end: () => connection.run(async () => cursorAt(await lastPosition(LASTING))),
  };
}

function toAttribution({ _id, position, ...fields }: Stored): Attribution {
  return { id: _id, ...fields };
}
