import { setTimeout as sleep } from 'node:timers/promises';
import type { Attribution } from '../../domain/attribution.ts';
import { cursorAt, feedRange, goingOn } from '../cursor.ts';
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

/**
 * Positions are dense and there once: whoever adds takes the one after the last that is there, or finds it taken
 * and tries again. So no attribution ever appears before one that a reader has passed.
 */
export function mongoAttributions(connection: Connection): Attributions {
  const collection = connection.collection<Stored>('attributions', [
    [{ position: 1 }, { unique: true }],
    [{ call: 1, position: -1 }],
    [{ provider: 1, position: 1 }],
    [{ site: 1, position: 1 }],
  ]);
  /** Within the process one adds after the other, so they never contend for a position. */
  let turn: Promise<unknown> = Promise.resolve();

  async function add({ id, ...fields }: Attribution): Promise<boolean> {
    for (;;) {
      try {
        await collection.insertOne({ ...fields, _id: id, position: (await lastPosition()) + 1 });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        if (await collection.findOne({ _id: id }, { projection: { _id: 1 } })) return false;
      }
      // Another process was first. A little disorder lets the two of them alternate.
      await sleep(Math.random() * 5);
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
    add: (attribution) =>
      connection.run(() => {
        const added = turn.then(() => add(attribution));
        turn = added.catch(() => undefined);
        return added;
      }),

    get: (id) =>
      connection.run(async () => {
        const stored = await collection.findOne({ _id: id });
        return stored && toAttribution(stored);
      }),

    ofCall: (call) =>
      connection.run(async () => {
        const found = await collection.find({ call }).sort({ position: -1 }).toArray();
        return effective(found.map(toAttribution));
      }),

    feed: ({ limit, after, upTo }, filter = {}) =>
      connection.run(async () => {
        const range = feedRange(after, upTo, await lastPosition(LASTING), filter);
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
