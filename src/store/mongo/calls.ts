import type mongoose from 'mongoose';
import { type Call, callSchema } from '../../domain/call.ts';
import { type CallEvent, callEventSchema } from '../../domain/call-event.ts';
import { erasedCall, erasedEvent } from '../../domain/privacy.ts';
import { UNRETURNED, wantedFacets } from '../call-facets.ts';
import { compoundKey } from '../ledger-batch.ts';
import { BadCursor, type CallFilter, type CallReference, type Calls, MAX_EARLIER_CALLS } from '../port.ts';
import { callFrom, FACET_MEMBERS, type FacetedCall, type UpdateFacets } from './call-facets.ts';
import { type Connection, isDuplicateKey, type Model } from './connection.ts';
import { replacement, toStored } from './documents.ts';
import { anyProvider, atWithin, defined } from './filter.ts';
import { type Members, membersOf, membersOfAny, required, text } from './members.ts';

type StoredEvent = { _id: string } & CallEvent;
type Filter = mongoose.QueryFilter<FacetedCall>;
type Sort = Partial<Record<'_id' | 'at', 1 | -1>>;

export function callModel(connection: Connection): Model<FacetedCall> {
  return connection.model<FacetedCall>('calls', { ...membersOf<Call>(callSchema), ...FACET_MEMBERS }, [
    [{ at: -1, _id: -1 }],
    [{ provider: 1, at: -1, _id: -1 }],
    [{ site: 1, at: -1, _id: -1 }],
    [{ endpoint: 1, at: -1, _id: -1 }],
    [{ to: 1, at: -1, _id: -1 }],
    [{ from: 1, at: -1, _id: -1 }],
    [{ forwardedFrom: 1 }],
    [{ outcome: 1, at: 1, _id: 1 }],
    [{ facets: 1, at: -1, _id: -1 }],
    [{ provider: 1, facets: 1, at: -1, _id: -1 }],
    [{ facetsForm: 1 }],
  ]);
}

export function mongoCalls(
  connection: Connection,
  calls: Model<FacetedCall>,
  updateFacets: UpdateFacets,
): Calls {
  const events = connection.model<StoredEvent>(
    'events',
    { _id: required(text), ...membersOfAny(callEventSchema) } as Members<StoredEvent>,
    [[{ carrier: 1, carrierCallId: 1, at: 1, name: 1 }]],
  );

  async function list(filter: Filter, sort: Sort, limit: number): Promise<Call[]> {
    // MongoDB takes a limit of 0 for no limit.
    if (limit < 1) return [];
    const found = await calls.find(filter).sort(sort).limit(limit).lean<FacetedCall[]>();
    return found.map(callFrom);
  }

  async function find(id: string): Promise<Call | null> {
    const stored = await calls.findOne({ _id: id }).lean<FacetedCall>();
    return stored && callFrom(stored);
  }

  async function afterCall(id: string) {
    const call = await find(id);
    if (!call) throw new BadCursor('There is no such call to continue from');
    return { $or: [{ at: { $lt: call.at } }, { at: call.at, _id: { $lt: id } }] };
  }

  async function eventsOf({ carrier, carrierCallId }: CallReference): Promise<CallEvent[]> {
    const query = events.find({ carrier, carrierCallId }).sort({ at: 1, name: 1 });
    return (await query.lean<StoredEvent[]>()).map(({ _id, ...event }) => event);
  }

  return {
    addEvent: (event) =>
      connection.run(async () => {
        try {
          await events.insertMany([{ ...event, _id: keyOfEvent(event) }]);
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        return eventsOf(event);
      }),

    save: (call) =>
      connection.run(async () => {
        const { _id, ...fields } = toStored(call);
        const older = { _id, eventCount: { $lt: call.eventCount } };
        const update = replacement(calls, fields, Object.keys(FACET_MEMBERS));
        try {
          await calls.updateOne(older, update, { upsert: true, runValidators: true });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          // The call exists: its state is not older, or another process has just added it.
          await calls.updateOne(older, update, { runValidators: true });
        }
        if (call.outcome !== null) await updateFacets(call.id);
        if (call.outcome === 'answered') await updateEarlier(call);
      }),

    get: (id) => connection.run(() => find(id)),

    list: ({ limit, after }, filter = {}) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const wanted = { ...conditions(filter), ...(after !== undefined && (await afterCall(after))) };
        return list(wanted, { at: -1, _id: -1 }, limit);
      }),

    count: (filter) => connection.run(() => calls.countDocuments(conditions(filter))),

    earlierOf: (provider, from, until) =>
      connection.run(async () => {
        const found = await calls
          .find({ provider, from, at: { $lte: until } }, { _id: 1 })
          .sort({ at: -1, _id: -1 })
          .limit(MAX_EARLIER_CALLS)
          .lean<{ _id: string }[]>();
        return found.map(({ _id }) => _id);
      }),

    open: (before, limit) =>
      connection.run(() => list({ outcome: null, at: { $lt: before } }, { at: 1, _id: 1 }, limit)),

    fromCallers: (callers, { limit, after = '' }) =>
      connection.run(() => {
        const one = { $in: [...callers] };
        return list({ _id: { $gt: after }, $or: [{ from: one }, { forwardedFrom: one }] }, { _id: 1 }, limit);
      }),

    eventsOf: (call) => connection.run(() => eventsOf(call)),

    erase: (erased) =>
      connection.run(async () => {
        const counts = { calls: 0, events: 0 };
        for (const call of erased) {
          for (const event of await eventsOf(call)) counts.events += await eraseEvent(event);
          counts.calls += await eraseCall(call.id);
        }
        return counts;
      }),

    expired: (provider, before, limit) =>
      connection.run(() => list({ provider, at: { $lt: before } }, { at: 1 }, limit)),

    expire: (expired) =>
      connection.run(async () => {
        for (const { carrier, carrierCallId } of expired) await events.deleteMany({ carrier, carrierCallId });
        return (await calls.deleteMany({ _id: { $in: expired.map(({ id }) => id) } })).deletedCount;
      }),
  };

  /** Updates the calls of the caller before this one that nobody answered: somebody has spoken to the caller now. */
  async function updateEarlier({ provider, from, at }: Call): Promise<void> {
    if (from === null) return;
    const found = await calls
      .find({ provider, from, at: { $lt: at }, facets: UNRETURNED }, { _id: 1 })
      .lean<{ _id: string }[]>();
    for (const { _id } of found) await updateFacets(_id);
  }

  async function eraseEvent(event: CallEvent): Promise<number> {
    const filter = { _id: keyOfEvent(event) };
    return (await events.updateOne(filter, { $set: erasedEvent(event) }, { runValidators: true }))
      .matchedCount;
  }

  /** Erases the stored state. Repeats when the carrier reports more in between, so that no report is lost. */
  async function eraseCall(id: string): Promise<number> {
    for (let stored = await find(id); stored; stored = await find(id)) {
      const { _id, ...fields } = toStored(erasedCall(stored));
      const same = { _id, eventCount: stored.eventCount };
      const { matchedCount } = await calls.updateOne(same, { $set: fields }, { runValidators: true });
      if (matchedCount > 0) {
        await updateFacets(id);
        return matchedCount;
      }
    }
    return 0;
  }
}

function keyOfEvent({ carrier, carrierCallId, name }: CallEvent): string {
  return compoundKey(carrier, carrierCallId, name);
}

function conditions(filter: CallFilter): Filter {
  const { provider, site, endpoint, to, from, fromEnd, minValue, since, until } = filter;
  const { all, none } = wantedFacets(filter);
  const facets = defined({
    $all: all.length > 0 ? all : undefined,
    $nin: none.length > 0 ? none : undefined,
  });
  return {
    ...defined({
      ...{ provider: anyProvider(provider), site, endpoint, to, from: from ?? endingWith(fromEnd) },
      facets: Object.keys(facets).length > 0 ? facets : undefined,
      value: minValue === undefined ? undefined : { $gte: minValue },
    }),
    ...atWithin(since, until),
  };
}

function endingWith(end: string | undefined): { $regex: string } | undefined {
  return end === undefined ? undefined : { $regex: `${end.replaceAll(/\W/g, '\\$&')}$` };
}
