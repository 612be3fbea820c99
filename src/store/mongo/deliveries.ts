import type { Delivery } from '../../domain/delivery.ts';
import { replayedFields } from '../../domain/delivery-state.ts';
import type { Deliveries } from '../deliveries.ts';
import { BadCursor } from '../port.ts';
import type { Connection } from './connection.ts';
import { given } from './given.ts';
import { fromStored, mongoVersioned, type Stored } from './versioned.ts';

export function mongoDeliveries(connection: Connection): Deliveries {
  const collection = connection.collection<Stored<Delivery>>('deliveries', [
    [{ consumer: 1, ordinal: -1, _id: -1 }],
    [{ consumer: 1, state: 1, nextTryAt: 1, ordinal: 1, _id: 1 }],
    [{ consumer: 1, state: 1, ordinal: 1, _id: 1 }],
    [{ state: 1, begunAt: 1 }],
    [{ consumer: 1, at: 1 }],
    [{ call: 1 }],
  ]);
  type Filter = Parameters<typeof collection.find>[0];

  async function find(filter: Filter, sort: Record<string, 1 | -1>, limit: number): Promise<Delivery[]> {
    // To MongoDB a limit of 0 is none.
    if (limit < 1) return [];
    const found = await collection.find(filter).sort(sort).limit(limit).toArray();
    return found.map((stored) => fromStored<Delivery>(stored));
  }

  async function comingAfter(id: string) {
    const delivery = await collection.findOne({ _id: id });
    if (!delivery) throw new BadCursor('There is no such delivery to go on from');
    const { ordinal } = delivery;
    return { $or: [{ ordinal: { $lt: ordinal } }, { ordinal, _id: { $lt: id } }] };
  }

  return {
    ...mongoVersioned<Delivery>(connection, collection),

    list: (consumer, { limit, after }, { state, call, since, until } = {}) =>
      connection.run(async () => {
        const filter = {
          ...given({ consumer, state, call }),
          ...within(since, until),
          ...(after !== undefined && (await comingAfter(after))),
        };
        return find(filter, { ordinal: -1, _id: -1 }, limit);
      }),

    due: (consumer, now, limit) =>
      connection.run(() =>
        find(
          { consumer, state: 'waiting', nextTryAt: { $lte: now } },
          { nextTryAt: 1, ordinal: 1, _id: 1 },
          limit,
        ),
      ),

    first: (consumer) =>
      connection.run(async () => {
        const open = { consumer, state: { $in: ['waiting' as const, 'sending' as const] } };
        return (await find(open, { ordinal: 1, _id: 1 }, 1))[0] ?? null;
      }),

    abandoned: (before, limit) =>
      connection.run(() => find({ state: 'sending', begunAt: { $lt: before } }, { begunAt: 1 }, limit)),

    dead: (consumer, most) =>
      connection.run(() => collection.countDocuments({ consumer, state: 'dead' }, { limit: most })),

    ofCall: (call) => connection.run(() => find({ call }, { ordinal: 1, _id: 1 }, Number.MAX_SAFE_INTEGER)),

    replay: (consumer, { states, since, until }, now) =>
      connection.run(async () => {
        const { modifiedCount } = await collection.updateMany(
          { consumer, state: { $in: [...states] }, ...within(since, until) },
          { $set: { ...replayedFields(now) }, $inc: { version: 1 } },
        );
        return modifiedCount;
      }),

    removeOf: (consumer) =>
      connection.run(async () => {
        await collection.deleteMany({ consumer });
      }),

    forget: (calls) =>
      connection.run(async () => {
        await collection.updateMany({ call: { $in: [...calls] } }, {
          $set: { sent: null, 'attempts.$[].answer': null },
          $inc: { version: 1 },
        } as never);
      }),
  };
}

function within(since: string | undefined, until: string | undefined) {
  return since || until ? { at: given({ $gte: since, $lte: until }) } : {};
}
