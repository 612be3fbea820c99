import type { Call, CallEvent } from '../../domain/call.ts';
import { compoundKey } from '../ledger-batch.ts';
import { BadCursor, type Calls, MAX_EARLIER_CALLS } from '../port.ts';
import { type Connection, isDuplicateKey } from './connection.ts';
import { given } from './given.ts';

type StoredEvent = { _id: string } & CallEvent;
export type StoredCall = { _id: string } & Omit<Call, 'id'>;

export function mongoCalls(connection: Connection): Calls {
  const events = connection.collection<StoredEvent>('events', [
    [{ carrier: 1, carrierCallId: 1, at: 1, name: 1 }],
  ]);
  const calls = connection.collection<StoredCall>('calls', [
    [{ at: -1, _id: -1 }],
    [{ provider: 1, at: -1, _id: -1 }],
    [{ site: 1, at: -1, _id: -1 }],
    [{ to: 1, at: -1, _id: -1 }],
    [{ from: 1, at: -1, _id: -1 }],
    [{ forwardedFrom: 1 }],
    [{ outcome: 1, at: 1, _id: 1 }],
  ]);

  async function comingAfter(id: string) {
    const call = await calls.findOne({ _id: id });
    if (!call) throw new BadCursor('There is no such call to go on from');
    return { $or: [{ at: { $lt: call.at } }, { at: call.at, _id: { $lt: id } }] };
  }

  return {
    addEvent: (event) =>
      connection.run(async () => {
        const { carrier, carrierCallId, name } = event;
        try {
          await events.insertOne({ ...event, _id: compoundKey(carrier, carrierCallId, name) });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        const found = await events.find({ carrier, carrierCallId }).sort({ at: 1, name: 1 }).toArray();
        return found.map(({ _id, ...stored }) => stored);
      }),

    save: (call) =>
      connection.run(async () => {
        const { id, ...fields } = call;
        const older = { _id: id, eventCount: { $lt: call.eventCount } };
        try {
          await calls.replaceOne(older, fields, { upsert: true });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          // One is there by now that was not older, or was not there yet.
          await calls.replaceOne(older, fields);
        }
      }),

    get: (id) =>
      connection.run(async () => {
        const stored = await calls.findOne({ _id: id });
        return stored && toCall(stored);
      }),

    list: ({ limit, after }, { provider, site, to, from, since, until } = {}) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const filter = {
          ...given({ provider, site, to, from }),
          ...((since || until) && { at: given({ $gte: since, $lte: until }) }),
          ...(after !== undefined && (await comingAfter(after))),
        };
        const found = await calls.find(filter).sort({ at: -1, _id: -1 }).limit(limit).toArray();
        return found.map(toCall);
      }),

    earlierOf: (provider, from, until) =>
      connection.run(async () => {
        const found = await calls
          .find({ provider, from, at: { $lte: until } })
          .sort({ at: -1, _id: -1 })
          .limit(MAX_EARLIER_CALLS)
          .project<{ _id: string }>({ _id: 1 })
          .toArray();
        return found.map(({ _id }) => _id);
      }),

    open: (before, limit) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const filter = { outcome: null, at: { $lt: before } };
        const found = await calls.find(filter).sort({ at: 1, _id: 1 }).limit(limit).toArray();
        return found.map(toCall);
      }),
  };
}

export function toCall({ _id, ...fields }: StoredCall): Call {
  return { id: _id, ...fields };
}
