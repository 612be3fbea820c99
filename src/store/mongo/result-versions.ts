import { DAY_MS } from '../../domain/report-day.ts';
import { HAS_RESULT } from '../call-facets.ts';
import type { DayKey } from '../port.ts';
import type { FacetedCall } from './call-facets.ts';
import type { Model } from './connection.ts';

/** The beginning of the day of a document. */
export const DAY_OF_AT = { $subtract: ['$at', { $mod: [{ $toLong: '$at' }, DAY_MS] }] };

type Found = { _id: { provider?: string; at: Date }; count: number; updates: number; times: number };

/**
 * Returns a function that returns the version of the results of each of the days. It counts the calls that have a result, and
 * adds up their updates and their times: another result, and the result of another call, change it.
 * @param days some days of one provider after another, or of all providers
 */
export async function resultVersions(
  calls: Model<FacetedCall>,
  days: readonly DayKey[],
): Promise<(day: DayKey) => string> {
  const times = days.map(({ at }) => at.getTime());
  const isOfAll = days[0]?.provider === undefined;
  const providers = [...new Set(days.map(({ provider }) => provider ?? null))];
  const found = await calls.aggregate<Found>([
    {
      $match: {
        ...(!isOfAll && { provider: { $in: providers } }),
        facets: HAS_RESULT,
        at: { $gte: new Date(Math.min(...times)), $lt: new Date(Math.max(...times) + DAY_MS) },
      },
    },
    {
      $group: {
        _id: { ...(!isOfAll && { provider: { $ifNull: ['$provider', ''] } }), at: DAY_OF_AT },
        count: { $sum: 1 },
        updates: { $sum: '$facetsVersion' },
        times: { $sum: { $mod: [{ $toLong: '$at' }, DAY_MS] } },
      },
    },
  ]);
  const versions = new Map(
    found.map(({ _id, count, updates, times }) => [
      keyOf(_id.provider, _id.at),
      `${count}:${updates}:${times}`,
    ]),
  );
  return ({ provider, at }) => versions.get(keyOf(isOfAll ? undefined : (provider ?? ''), at)) ?? '';
}

function keyOf(provider: string | undefined, at: Date): string {
  return `${at.getTime()} ${provider ?? ''}`;
}
