import type { Dimensions, ReportSlot, UsedDimensions } from '../../domain/report.ts';
import { DAY_MS } from '../../domain/report-day.ts';
import { compoundKey } from '../ledger-batch.ts';
import type { DayKey, DayVersion, ReportSlots, SlotRange } from '../port.ts';
import { usedUntil } from '../used-until.ts';
import type { FacetedCall } from './call-facets.ts';
import { type Connection, isDuplicateKey, type Model, upsert } from './connection.ts';
import { anyOf, anyProvider, defined } from './filter.ts';
import { bytes, date, document, number, required, text } from './members.ts';
import { removeSome } from './remove-some.ts';
import { DAY_OF_AT, resultVersions } from './result-versions.ts';

/** `provider` is empty where the slot has none: MongoDB would sort a null apart. */
type StoredSlot = { _id: string; provider: string; at: Date; upTo: number; cells: string };
/** The sums of a day as they were when its slots had this version. */
type StoredSums = {
  _id: string;
  provider: string;
  day: Date;
  version: string;
  cells: Buffer;
  values: string;
};
type StoredProgress = { _id: string; position: number };
/** Dimensions of earlier versions lack the day of their last use. They do not expire. */
type StoredDimensions = { _id: string; number: number; values: Dimensions; usedUntil?: Date };

/** The owner of the days of all providers. No provider has such an id. */
const ALL = '*';
const DAYS_PAGE = 500;

/** The ids of the two documents in `reportProgress`: the position in the feed, and the highest number of dimensions. */
const COUNTED = 'reports';
const NUMBERED = 'dimensions';

export function mongoReports(connection: Connection, calls: Model<FacetedCall>): ReportSlots {
  const slots = connection.model<StoredSlot>(
    'reportSlots',
    {
      _id: required(text),
      provider: required(text),
      at: required(date),
      upTo: required(number),
      cells: required(text),
    },
    [[{ provider: 1, at: 1, upTo: 1 }]],
  );
  const sums = connection.model<StoredSums>(
    'reportDays',
    {
      ...{ _id: required(text), provider: required(text), day: required(date) },
      ...{ version: required(text), cells: required(bytes), values: required(text) },
    },
    [[{ provider: 1, day: 1 }]],
  );
  const progress = connection.model<StoredProgress>(
    'reportProgress',
    { _id: required(text), position: required(number) },
    [],
  );
  const dimensions = connection.model<StoredDimensions>(
    'reportDimensions',
    { _id: required(text), number: required(number), values: required(document), usedUntil: date },
    [[{ number: 1 }], [{ 'values.provider': 1, usedUntil: 1 }]],
  );

  return {
    position: () =>
      connection.run(async () => {
        const stored = await progress.findOne({ _id: COUNTED }).lean<StoredProgress>();
        return stored?.position ?? 0;
      }),

    advance: (position) =>
      connection.run(() =>
        upsert(() => progress.updateOne({ _id: COUNTED }, { $max: { position } }, { upsert: true })),
      ),

    slot: (provider, at) =>
      connection.run(async () => {
        const stored = await slots.findOne({ _id: idOf(provider, at) }).lean<StoredSlot>();
        return stored && toSlot(stored);
      }),

    put: ({ provider, at, upTo, cells }, former) =>
      connection.run(async () => {
        const _id = idOf(provider, at);
        const fields = { provider: provider ?? '', at, upTo, cells: JSON.stringify(cells) };
        if (former !== null)
          return (await slots.updateOne({ _id, upTo: former }, { $set: fields })).matchedCount > 0;
        try {
          await slots.insertMany([{ _id, ...fields }]);
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          return false;
        }
      }),

    list: ({ provider, since, until }, limit, after) =>
      connection.run(async () => {
        const owner = after?.provider ?? '';
        // Within one provider a range of `at` is enough. Over several the index has to be entered twice.
        const isWithin = provider !== undefined && provider === after?.provider;
        const times = defined({ $gte: since, $lt: until, $gt: isWithin ? after?.at : undefined });
        const beyond =
          after && !isWithin
            ? anyOf([{ provider: { $gt: owner } }, { provider: owner, at: { $gt: after.at } }])
            : {};
        const found = await slots
          .find({
            ...defined({ provider: anyProvider(provider) }),
            ...(Object.keys(times).length > 0 && { at: times }),
            ...beyond,
          })
          .sort({ provider: 1, at: 1 })
          .limit(limit)
          .lean<StoredSlot[]>();
        return found.map(toSlot);
      }),

    days: (range, after) => connection.run(() => daysWithSlots(range, after)),

    day: (day) =>
      connection.run(async () => {
        const found = await sums.findOne({ _id: dayId(day), version: day.version }).lean<StoredSums>();
        return found && { cells: bytesOf(found.cells), values: found.values };
      }),

    saveDay: (day, { cells, values }) =>
      connection.run(async () => {
        const fields = { provider: ownerOf(day), day: day.at, version: day.version, values };
        await upsert(() =>
          sums.updateOne(
            { _id: dayId(day) },
            { $set: { ...fields, cells: Buffer.from(cells) } },
            { upsert: true },
          ),
        );
      }),

    addDimensions: (records) =>
      connection.run(async () => {
        const ids = records.map(({ id }) => id);
        const known = await numbersOf(ids);
        await markUsed(records.filter(({ id }) => known.has(id)));
        const missing = records.filter(({ id }) => !known.has(id));
        if (missing.length === 0) return known;
        await addMissing(missing);
        return numbersOf(ids);
      }),

    dimensions: (numbers) =>
      connection.run(async () => {
        const found = await dimensions.find({ number: { $in: [...numbers] } }).lean<StoredDimensions[]>();
        return found.map(({ number, values }) => ({ number, values }));
      }),

    expire: (provider, before, limit) =>
      connection.run(async () => {
        const { deletedCount } = await slots.deleteMany({ provider: provider ?? '', at: { $lt: before } });
        // The next report adds the days of all providers up again without the removed slots.
        const owners = deletedCount > 0 ? [provider ?? '', ALL] : [provider ?? ''];
        await sums.deleteMany({ provider: { $in: owners }, day: { $lt: before } });
        const unused = { 'values.provider': provider, usedUntil: { $lt: before } };
        return deletedCount + (await removeSome(dimensions, unused, limit));
      }),
  };

  /**
   * Lists days by their slots. The version counts the slots and adds their positions up: a slot is added, counts up to a
   * higher position, or is removed by its age. It has the version of the results too.
   */
  async function daysWithSlots({ provider, since, until }: SlotRange, after?: DayKey): Promise<DayVersion[]> {
    const isOfAll = provider === undefined;
    const times = defined({ $gte: since && dayOf(since), $lt: until });
    const found = await slots.aggregate<{
      _id: { provider?: string; at: Date };
      count: number;
      upTo: number;
    }>([
      {
        $match: {
          ...defined({ provider: anyProvider(provider) }),
          ...(Object.keys(times).length > 0 && { at: times }),
          ...(after && beyondDay(after)),
        },
      },
      {
        $group: {
          _id: { ...(!isOfAll && { provider: '$provider' }), at: DAY_OF_AT },
          count: { $sum: 1 },
          upTo: { $sum: '$upTo' },
        },
      },
      { $sort: { '_id.provider': 1, '_id.at': 1 } },
      { $limit: DAYS_PAGE },
    ]);
    const days = found.map(({ _id, count, upTo }) => ({
      provider: isOfAll ? undefined : _id.provider || null,
      ...{ at: _id.at, version: `${count}:${upTo}` },
    }));
    if (days.length === 0) return [];
    const versionOf = await resultVersions(calls, days);
    return days.map((day) => ({ ...day, version: `${day.version}:${versionOf(day)}` }));
  }

  async function numbersOf(ids: readonly string[]): Promise<Map<string, number>> {
    const found = await dimensions
      .find({ _id: { $in: [...ids] } }, { number: 1 })
      .lean<{ _id: string; number: number }[]>();
    return new Map(found.map(({ _id, number }) => [_id, number]));
  }

  async function markUsed(records: readonly UsedDimensions[]): Promise<void> {
    if (records.length === 0) return;
    const writes = records.map((record) => ({
      updateOne: {
        filter: { _id: record.id, usedUntil: { $lt: usedUntil(record) } },
        update: { $set: { usedUntil: usedUntil(record) } },
      },
    }));
    await dimensions.bulkWrite(writes, { ordered: false, throwOnValidationError: true });
  }

  async function addMissing(records: readonly UsedDimensions[]): Promise<void> {
    const first = (await reserveNumbers(records.length)) + 1;
    const writes = records.map((record, i) => ({
      updateOne: {
        filter: { _id: record.id },
        update: {
          $setOnInsert: { number: first + i, values: record.values },
          $max: { usedUntil: usedUntil(record) },
        },
        upsert: true,
      },
    }));
    await upsert(() => dimensions.bulkWrite(writes, { ordered: false, throwOnValidationError: true }));
  }

  /** Reserves numbers for one caller. Returns the number before the first. A reserved number may stay unused. */
  async function reserveNumbers(count: number): Promise<number> {
    await upsert(() =>
      progress.updateOne({ _id: NUMBERED }, { $setOnInsert: { position: 0 } }, { upsert: true }),
    );
    const before = await progress
      .findOneAndUpdate({ _id: NUMBERED }, { $inc: { position: count } })
      .lean<StoredProgress>();
    return before?.position ?? 0;
  }
}

function idOf(provider: string | null, at: Date): string {
  return compoundKey(provider ?? '', at.toISOString());
}

/** Returns the owner under which the sums are saved. */
function ownerOf({ provider }: DayKey): string {
  return provider === undefined ? ALL : (provider ?? '');
}

function dayId(day: DayKey): string {
  return idOf(ownerOf(day), day.at);
}

function beyondDay({ provider, at }: DayKey): object {
  const later = { $gte: new Date(at.getTime() + DAY_MS) };
  if (provider === undefined) return { $and: [{ at: later }] };
  const owner = provider ?? '';
  return anyOf([{ provider: { $gt: owner } }, { provider: owner, at: later }]);
}

/** Returns the beginning of the moment's day. */
function dayOf(moment: Date): Date {
  return new Date(Math.floor(moment.getTime() / DAY_MS) * DAY_MS);
}

/** Returns the bytes of a member, which lean documents hold as BSON. */
function bytesOf(member: Buffer | { buffer: Uint8Array }): Uint8Array {
  return Buffer.isBuffer(member) ? member : new Uint8Array(member.buffer);
}

function toSlot({ provider, at, upTo, cells }: StoredSlot): ReportSlot {
  return { provider: provider || null, at, upTo, cells: JSON.parse(cells) };
}
