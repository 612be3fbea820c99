import type mongoose from 'mongoose';
import { type Delivery, deliverySchema, isOfCall } from '../../domain/delivery.ts';
import { replayedFields } from '../../domain/delivery-state.ts';
import { BadCursor, type Deliveries } from '../port.ts';
import type { Connection } from './connection.ts';
import { fromStored, type Stored } from './documents.ts';
import { atWithin, defined } from './filter.ts';
import { membersOf } from './members.ts';
import { mongoVersioned } from './versioned.ts';

type StoredDelivery = Stored<Delivery>;
type Filter = mongoose.QueryFilter<StoredDelivery>;
type Sort = Partial<Record<'_id' | 'ordinal' | 'nextTryAt' | 'begunAt', 1 | -1>>;

const IN_ORDER: Sort = { ordinal: 1, _id: 1 };

export function mongoDeliveries(connection: Connection): Deliveries {
  const model = connection.model<StoredDelivery>('deliveries', membersOf<Delivery>(deliverySchema), [
    [{ consumer: 1, ordinal: -1, _id: -1 }],
    [{ consumer: 1, state: 1, nextTryAt: 1, ordinal: 1, _id: 1 }],
    [{ consumer: 1, state: 1, ordinal: 1, _id: 1 }],
    [{ state: 1, begunAt: 1 }],
    [{ consumer: 1, at: 1 }],
    [{ call: 1 }],
  ]);

  async function list(filter: Filter, sort: Sort, limit: number): Promise<Delivery[]> {
    // MongoDB takes a limit of 0 for no limit.
    if (limit < 1) return [];
    const found = await model.find(filter).sort(sort).limit(limit).lean<StoredDelivery[]>();
    return found.map((stored) => fromStored<Delivery>(stored));
  }

  async function afterDelivery(id: string) {
    const delivery = await model.findOne({ _id: id }).lean<StoredDelivery>();
    if (!delivery) throw new BadCursor('There is no such delivery to continue from');
    const { ordinal } = delivery;
    return { $or: [{ ordinal: { $lt: ordinal } }, { ordinal, _id: { $lt: id } }] };
  }

  return {
    ...mongoVersioned<Delivery>(connection, model),

    list: (consumer, { limit, after }, { state, call, since, until } = {}) =>
      connection.run(async () => {
        const filter = {
          ...defined({ consumer, state, call }),
          ...atWithin(since, until),
          ...(after !== undefined && (await afterDelivery(after))),
        };
        return list(filter, { ordinal: -1, _id: -1 }, limit);
      }),

    due: (consumer, now, limit) =>
      connection.run(() => {
        const filter = { consumer, state: 'waiting' as const, nextTryAt: { $lte: now } };
        return list(filter, { nextTryAt: 1, ...IN_ORDER }, limit);
      }),

    first: (consumer) =>
      connection.run(async () => {
        const open = { consumer, state: { $in: ['waiting' as const, 'sending' as const] } };
        return (await list(open, IN_ORDER, 1))[0] ?? null;
      }),

    abandoned: (before, limit) =>
      connection.run(() => list({ state: 'sending', begunAt: { $lt: before } }, { begunAt: 1 }, limit)),

    dead: (consumer, most) =>
      connection.run(() => model.countDocuments({ consumer, state: 'dead' }, { limit: most })),

    ofCall: (call) =>
      connection.run(async () => (await list({ call }, IN_ORDER, Number.MAX_SAFE_INTEGER)).filter(isOfCall)),

    replay: (consumer, { states, since, until }, now) =>
      connection.run(async () => {
        const { modifiedCount } = await model.updateMany(
          { consumer, state: { $in: [...states] }, ...atWithin(since, until) },
          { $set: { ...replayedFields(now) }, $inc: { version: 1 } },
        );
        return modifiedCount;
      }),

    removeOf: (consumer) =>
      connection.run(async () => {
        await model.deleteMany({ consumer });
      }),

    erase: (calls) =>
      connection.run(async () => {
        const ofCalls = { call: { $in: [...calls] } };
        const withContent = await model.distinct('call', { ...ofCalls, sent: { $ne: null } });
        await model.updateMany(ofCalls, {
          $set: { sent: null, 'attempts.$[].answer': null },
          $inc: { version: 1 },
        });
        return withContent.length;
      }),

    expire: (calls) =>
      connection.run(async () => (await model.deleteMany({ call: { $in: [...calls] } })).deletedCount),
  };
}
