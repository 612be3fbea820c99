import { useMemo } from 'react';
import type { Endpoint, Pool, Provider, SiteWithEndpoints } from '../../../tools/client/operations.ts';
import { useSession } from '../session/session.tsx';
import { OWN_ZONE } from '../text/format.ts';
import { useRead } from './hooks.ts';

const EVERY = { query: { limit: 1000 } };
const NAMES_ARE_FRESH = { staleTime: 30_000 };

/** The records that have names, and the functions that find the name of an id. */
export type Names = {
  isReady: boolean;
  providers: readonly Provider[];
  sites: readonly SiteWithEndpoints[];
  pools: readonly Pool[];
  provider(id: string | null): Provider | undefined;
  site(id: string | null): SiteWithEndpoints | undefined;
  endpoint(id: string | null): Endpoint | undefined;
  /** Returns the zone in which the provider's hours are written, or else the reader's own. */
  zone(provider: string | null): string;
};

/** Reads the providers, pools and sites that the reader may see, for their names. */
export function useNames(): Names {
  const enabled = useSession().can('setup:read');
  const providers = useRead('GET /v1/providers', EVERY, { ...NAMES_ARE_FRESH, enabled });
  const sites = useRead('GET /v1/sites', EVERY, { ...NAMES_ARE_FRESH, enabled });
  const pools = useRead('GET /v1/pools', EVERY, { ...NAMES_ARE_FRESH, enabled });
  const isReady = !enabled || Boolean(providers.data && sites.data && pools.data);
  return useMemo(
    () => namesOf(isReady, providers.data?.data ?? [], sites.data?.data ?? [], pools.data?.data ?? []),
    [isReady, providers.data, sites.data, pools.data],
  );
}

function namesOf(
  isReady: boolean,
  providers: readonly Provider[],
  sites: readonly SiteWithEndpoints[],
  pools: readonly Pool[],
): Names {
  const endpoints = sites.flatMap((site) => site.endpoints);
  const find = <T extends { id: string }>(records: readonly T[]) => {
    const byId = new Map(records.map((record) => [record.id, record]));
    return (id: string | null) => (id === null ? undefined : byId.get(id));
  };
  const ofSchedules = endpoints
    .toSorted((a, b) => b.id.localeCompare(a.id))
    .flatMap(({ provider, routing }) =>
      routing.schedule ? [[provider, routing.schedule.timeZone] as const] : [],
    );
  const own = providers.flatMap(({ id, timeZone }) => (timeZone ? [[id, timeZone] as const] : []));
  // The first schedule of a provider counts, and its own setting before it.
  const zones = new Map([...ofSchedules, ...own]);
  return {
    ...{ isReady, providers, sites, pools },
    provider: find(providers),
    site: find(sites),
    endpoint: find(endpoints),
    zone: (provider) => zones.get(provider ?? providers[0]?.id ?? '') ?? OWN_ZONE,
  };
}
