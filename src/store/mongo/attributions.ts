import { setTimeout as sleep } from 'node:timers/promises';
import type mongoose from 'mongoose';
import { type Attribution, attributionSchema } from '../../domain/attribution.ts';
import { erasedAttribution } from '../../domain/privacy.ts';
import { inBatches } from '../../infra/batches.ts';
import { currentAttribution } from '../current-attribution.ts';
import { continuation, cursorAt, feedRange, positionOf } from '../cursor.ts';
import type { AttributionFilter, Attributions } from '../port.ts';
import type { UpdateFacets } from './call-facets.ts';
import { type Connection, isDuplicateKey } from './connection.ts';
import { anyOf, anyProvider, atWithin, defined } from './filter.ts';
import { membersOf, number, required } from './members.ts';
import { removeSome } from './remove-some.ts';

type StoredAttribution = { _id: string; position: number } & Omit<Attribution, 'id'>;
type Filter = mongoose.QueryFilter<StoredAttribution>;

/**
 * The feed shows only attributions that a majority of servers has. Others may be lost with their server, and another
 * attribution would get their position.
 */
const MAJORITY = 'majority';

/** The attributions of one moment are added in one write, and never compete for a position within the process. */
const MAX_BATCH_ATTRIBUTIONS = 100;
/** Disorder that lets two processes alternate. */
const MAX_PAUSE_MS = 5;

/**
 * Positions are dense and unique. A writer takes the positions after the last one, or finds one taken and repeats. So an
 * attribution never appears before one that a reader has passed.
 */
export function mongoAttributions(connection: Connection, updateFacets: UpdateFacets): Attributions {
  const model = connection.model<StoredAttribution>(
    'attributions',
    { ...membersOf<Attribution>(attributionSchema), position: required(number) },
    [
      [{ position: 1 }, { unique: true }],
      [{ call: 1, position: -1 }],
      [{ provider: 1, position: 1 }],
      [{ site: 1, position: 1 }],
      [{ site: 1, session: 1 }],
      [{ provider: 1, at: 1 }],
    ],
  );
  const addInTurn = inBatches(MAX_BATCH_ATTRIBUTIONS, addAll, ({ id }) => id);

  return {
    add: (attribution) =>
      connection.run(async () => {
        const isAdded = await addInTurn(attribution);
        // Also when it was there: the process that added it may have ended before this step.
        await updateFacets(attribution.call);
        return isAdded;
      }),

    get: (id) => connection.run(async () => (await list({ _id: id }))[0] ?? null),

    ofCall: (call, upTo) =>
      connection.run(async () => {
        const range = upTo === undefined ? {} : { position: { $lte: positionOf(upTo) } };
        return currentAttribution((await list({ call, ...range })).toReversed());
      }),

    feed: ({ limit, after, upTo }, filter = {}) =>
      connection.run(async () => {
        // A reader that knows its end needs no look at the last position with each page.
        const last = upTo === undefined ? await lastPosition(MAJORITY) : positionOf(upTo);
        const range = feedRange(after, upTo, last, filter);
        const found = await page(
          { position: { $gt: range.from, $lte: range.to }, ...conditions(filter) },
          limit,
        );
        const positions = found.map(({ position }) => position);
        return { data: found.map(toAttribution), ...continuation(range, positions, limit) };
      }),

    end: () => connection.run(async () => cursorAt(await lastPosition(MAJORITY))),

    ofCalls: (calls) => connection.run(() => list({ call: { $in: [...calls] } })),

    ofSessions: (sessions) =>
      connection.run(async () => (sessions.length === 0 ? [] : list(anyOf(sessions)))),

    erase: (remains) =>
      connection.run(async () => {
        let found = 0;
        for (const one of remains) found += await replace(one);
        for (const call of new Set(remains.map((one) => one.call))) await updateFacets(call);
        return found;
      }),

    expire: (provider, before, limit) =>
      connection.run(async () => {
        const last = await model.findOne().sort({ position: -1 }).lean<StoredAttribution>();
        if (!last) return 0;
        if (last.provider === provider && last.at < before)
          await replace(erasedAttribution(toAttribution(last), new Date()));
        return removeSome(model, { _id: { $ne: last._id }, provider, at: { $lt: before } }, limit);
      }),
  };

  async function list(filter: Filter): Promise<Attribution[]> {
    const found = await model.find(filter).sort({ position: 1 }).lean<StoredAttribution[]>();
    return found.map(toAttribution);
  }

  async function page(filter: Filter, limit: number): Promise<StoredAttribution[]> {
    if (limit < 1) return [];
    const query = model.find(filter).readConcern(MAJORITY).sort({ position: 1 }).limit(limit);
    return query.lean<StoredAttribution[]>();
  }

  /** Returns 1 when there is such an attribution, otherwise 0. */
  async function replace({ id, ...fields }: Attribution): Promise<number> {
    return (await model.updateOne({ _id: id }, { $set: fields }, { runValidators: true })).matchedCount;
  }

  /** Returns for each attribution whether it was added. Each has an id of its own. */
  async function addAll(attributions: readonly Attribution[]): Promise<boolean[]> {
    const added = new Map<string, boolean>();
    for (;;) {
      const left = attributions.filter(({ id }) => !added.has(id));
      if (left.length === 0) return attributions.map(({ id }) => added.get(id) ?? false);
      const [known, last] = await Promise.all([knownIds(left), lastPosition()]);
      for (const id of known) added.set(id, false);
      const missing = left.filter(({ id }) => !added.has(id));
      for (const id of await insert(missing, last)) added.set(id, true);
    }
  }

  async function knownIds(attributions: readonly Attribution[]): Promise<string[]> {
    const ids = attributions.map(({ id }) => id);
    const found = await model.find({ _id: { $in: ids } }, { _id: 1 }).lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Adds the attributions after the position `last`. Returns the ids of those that found their position free. */
  async function insert(attributions: readonly Attribution[], last: number): Promise<string[]> {
    if (attributions.length === 0) return [];
    const ids = attributions.map(({ id }) => id);
    const stored = attributions.map(({ id, ...fields }, i) => ({
      ...fields,
      _id: id,
      position: last + 1 + i,
    }));
    try {
      await model.insertMany(stored, { ordered: true });
      return ids;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await sleep(Math.random() * MAX_PAUSE_MS);
      return ids.slice(0, error.insertedCount ?? 0);
    }
  }

  async function lastPosition(readConcern?: typeof MAJORITY): Promise<number> {
    const query = model.findOne({}, { position: 1 }).sort({ position: -1 });
    if (readConcern) query.readConcern(readConcern);
    return (await query.lean<{ position: number }>())?.position ?? 0;
  }
}

function conditions({ provider, since, until, minConfidence, ...equal }: AttributionFilter): Filter {
  const confidence = minConfidence === undefined ? undefined : { $gte: minConfidence };
  return { ...defined({ ...equal, provider: anyProvider(provider), confidence }), ...atWithin(since, until) };
}

function toAttribution({ _id, position, ...fields }: StoredAttribution): Attribution {
  return { id: _id, ...fields };
}
