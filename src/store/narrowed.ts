import type { Consumer } from '../domain/consumer.ts';
import type { Cost } from '../domain/cost.ts';
import type { Kind, Kinds } from '../domain/model.ts';
import type { NumberOrder } from '../domain/number-order.ts';
import type { Erasure } from '../domain/privacy.ts';
import type { Reach } from '../domain/reach.ts';
import type { Reattribution } from '../domain/reattribution.ts';
import { listWhere } from './list-where.ts';
import type { Annotations } from './port/annotations.ts';
import type { Attributions } from './port/attributions.ts';
import type { Audit } from './port/audit.ts';
import type { CallResults } from './port/call-results.ts';
import type { Calls } from './port/calls.ts';
import type { Deliveries } from './port/deliveries.ts';
import type { Fits } from './port/fits.ts';
import type { Providers } from './port/page.ts';
import type { Owner, Records } from './port/records.ts';
import type { ReportSlots } from './port/reports.ts';
import type { Store } from './port/store.ts';
import type { VisitSlots } from './port/visits.ts';

type Readable<T extends { id: string }> = Pick<Records<T>, 'get' | 'list'>;
export type ReadableKinds = { readonly [K in Kind]: Readable<Kinds[K]> };

/** The part of the store that one request may read. Records outside its reach are missing. Routes see no other store. */
export type NarrowedStore = ReadableKinds & {
  readonly costs: Readable<Cost>;
  readonly numberOrders: Readable<NumberOrder>;
  readonly consumers: Readable<Consumer>;
  readonly erasures: Readable<Erasure>;
  readonly reattributions: Readable<Reattribution>;
  readonly calls: Pick<Calls, 'get' | 'list' | 'count'>;
  readonly callResults: Pick<CallResults, 'list'>;
  /** Its calls are those that were found here. */
  readonly annotations: Pick<Annotations, 'of'>;
  readonly attributions: Pick<Attributions, 'get' | 'ofCall' | 'feed' | 'end'>;
  readonly deliveries: Pick<Deliveries, 'get' | 'list'>;
  readonly fits: Pick<Fits, 'latest'>;
  readonly reports: Pick<ReportSlots, 'list' | 'days' | 'day' | 'saveDay' | 'dimensions'>;
  readonly visits: Pick<VisitSlots, 'list'>;
  readonly audit: Pick<Audit, 'list'>;
};

export type Narrow = (reach: Reach) => NarrowedStore;

/** Returns the function that narrows the store to the reach of a request. */
export function narrowing(store: Store): Narrow {
  return (reach) => (reach.isWhole ? store : narrowed(store, reach));
}

function narrowed(store: Store, reach: Reach): NarrowedStore {
  const { annotations, attributions, calls, fits, reports, visits, callResults, audit, deliveries } = store;
  const narrower = <F extends { provider?: Providers | undefined }>(filter?: F): F =>
    ({ ...filter, provider: narrow(reach, filter?.provider) }) as F;
  const consumers = owned(store.consumers, reach);

  return {
    ...kindsWithin(store, reach),
    consumers,
    costs: owned(store.costs, reach),
    numberOrders: owned(store.numberOrders, reach),
    erasures: owned(store.erasures, reach),
    reattributions: owned(store.reattributions, reach),
    annotations: { of: (ids) => annotations.of(ids) },
    calls: {
      get: async (id) => seen(await calls.get(id), reach),
      count: (filter) => calls.count(narrower(filter)),
      async list(page, filter) {
        // A call of another provider is no place to continue from, as one that does not exist.
        const after = page.after && (await calls.get(page.after));
        return calls.list(
          after && !seen(after, reach) ? { ...page, after: MISSING } : page,
          narrower(filter),
        );
      },
    },
    attributions: {
      get: async (id) => seen(await attributions.get(id), reach),
      ofCall: async (call, upTo) => seen(await attributions.ofCall(call, upTo), reach),
      feed: (page, filter) => attributions.feed(page, narrower(filter)),
      end: () => attributions.end(),
    },
    deliveries: {
      async get(id) {
        const delivery = await deliveries.get(id);
        return delivery && (await consumers.get(delivery.consumer)) ? delivery : null;
      },
      async list(consumer, page, filter) {
        if (!(await consumers.get(consumer))) return [];
        const after = page.after && (await deliveries.get(page.after));
        const isElsewhere = after && after.consumer !== consumer;
        return deliveries.list(consumer, isElsewhere ? { ...page, after: MISSING } : page, filter);
      },
    },
    fits: { latest: async (provider) => (reach.sees(provider) ? fits.latest(provider) : null) },
    reports: {
      list: (range, limit, after) => reports.list(narrower(range), limit, after),
      days: (range, after) => reports.days(narrower(range), after),
      // The days of all providers are for those who see them all.
      day: async (day) => (day.provider !== undefined && reach.sees(day.provider) ? reports.day(day) : null),
      saveDay: (day, sums) => reports.saveDay(day, sums),
      dimensions: (numbers) => reports.dimensions(numbers),
    },
    callResults: { list: (range, limit, after) => callResults.list(narrower(range), limit, after) },
    visits: { list: (range, limit, after) => visits.list(narrower(range), limit, after) },
    audit: { list: (page, filter) => audit.list(page, narrower(filter)) },
  };
}

/** Returns the record if it exists for the request. */
function seen<T extends { provider: string | null }>(record: T | null, reach: Reach): T | null {
  return record && reach.sees(record.provider) ? record : null;
}

/** No id has this form. */
const MISSING = '-';

function narrow(reach: Reach, wanted: Providers | undefined): Providers | undefined {
  if (wanted === undefined || typeof wanted === 'string') return reach.narrow(wanted);
  return wanted.filter((provider) => reach.sees(provider));
}

function kindsWithin(store: Store, reach: Reach): ReadableKinds {
  const { providers, pools, numbers, sites, endpoints, keys, people, shares, blocks } = store;
  return {
    providers: {
      get: async (id) => (reach.sees(id) ? providers.get(id) : null),
      list: (page, owner) => providers.list(page, owner, reach.providers ?? undefined),
    },
    pools: owned(pools, reach),
    numbers: owned(numbers, reach),
    sites: owned(sites, reach),
    endpoints: owned(endpoints, reach),
    keys: bound(keys, reach),
    people: bound(people, reach),
    shares: owned(shares, reach),
    blocks: owned(blocks, reach),
  };
}

/** Narrows records that belong to a provider. */
function owned<T extends { id: string; provider: string | null }>(
  records: Readable<T>,
  reach: Reach,
): Readable<T> {
  return {
    get: async (id) => seen(await records.get(id), reach),
    list: (page, owner?: Owner) => records.list(page, { ...owner, provider: narrow(reach, owner?.provider) }),
  };
}

/** Narrows records that are bound to providers to those that have no provider outside the reach. */
function bound<T extends { id: string; providers: string[] | null }>(
  records: Readable<T>,
  reach: Reach,
): Readable<T> {
  return {
    get: async (id) => {
      const record = await records.get(id);
      return record && reach.includes(record.providers ?? null) ? record : null;
    },
    list: (page) => listWhere(records, page, ({ providers }) => reach.includes(providers ?? null)),
  };
}
