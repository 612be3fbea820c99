import { setTimeout as sleep } from 'node:timers/promises';
import type { Attribution } from '../../domain/attribution.ts';
import { cursorAt, positionOf } from '../cursor.ts';
import { effective } from '../effective.ts';
import type { Attributions } from '../port.ts';
import { type Connection, isDuplicateKey } from './connection.ts';
import { given } from './given.ts';

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

  async function lastPosition(): Promise<number> {
    const newest = await collection.findOne({}, { sort: { position: -1 }, projection: { position: 1 } });
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

    feed: ({ limit, after }, { provider, site, call } = {}) =>
      connection.run(async () => {
        const start = positionOf(after);
        if (limit < 1) return { data: [], next: cursorAt(start) };
        const found = await collection
          .find({ position: { $gt: start }, ...given({ provider, site, call }) })
          .sort({ position: 1 })
          .limit(limit)
          .toArray();
        return { data: found.map(toAttribution), next: cursorAt(found.at(-1)?.position ?? start) };
      }),
  };
}

function toAttribution({ _id, position, ...fields }: Stored): Attribution {
  return { id: _id, ...fields };
}
