import { HAS_RESULT } from '../call-facets.ts';
import type { CallResults, Providers } from '../port.ts';
import type { FacetedCall } from './call-facets.ts';
import type { Connection, Model } from './connection.ts';
import { anyOf, defined } from './filter.ts';

type Found = Pick<FacetedCall, '_id' | 'provider' | 'at' | 'result'>;

export function mongoCallResults(connection: Connection, calls: Model<FacetedCall>): CallResults {
  return {
    list: ({ provider, since, until }, limit, after) =>
      connection.run(async () => {
        const times = defined({ $gte: since, $lt: until });
        const found = await calls
          .find(
            {
              facets: HAS_RESULT,
              ...defined({ provider: ownersOf(provider) }),
              ...(Object.keys(times).length > 0 && { at: times }),
              ...(after && {
                $and: [anyOf([{ at: { $gt: after.at } }, { at: after.at, _id: { $gt: after.call } }])],
              }),
            },
            { provider: 1, at: 1, result: 1 },
          )
          .sort({ at: 1, _id: 1 })
          .limit(limit)
          .lean<Found[]>();
        return found.flatMap(({ _id: call, provider, at, result }) =>
          result ? [{ call, provider, at: new Date(at), ...result }] : [],
        );
      }),
  };
}

/** Calls without a provider hold null. Reports ask for them by an empty name. */
function ownersOf(wanted: Providers | undefined): { $in: (string | null)[] } | undefined {
  const names = typeof wanted === 'string' ? [wanted] : wanted;
  return names && { $in: names.map((name) => name || null) };
}
