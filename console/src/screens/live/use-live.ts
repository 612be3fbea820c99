import { useQueries } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderQuery } from '../../shell/provider.tsx';
import { startOfDay } from '../../ui/periods.ts';

const CALLS_MS = 2000;
const POOLS_MS = 5000;
const COUNTS_MS = 15_000;
const LATEST = 12;
const WEEK_MS = 7 * 86_400_000;
/** A report's periods begin and end at a quarter of an hour. */
const SLOT_MS = 900_000;

/** Reads what the live screen shows, again and again: calls, today's counts with those of a week ago, and pools. */
export function useLive() {
  const { pools, zone } = useNames();
  const { can } = useSession();
  const provider = useProviderQuery();
  const shown = pools.filter(
    (pool) => provider.provider === undefined || pool.provider === provider.provider,
  );
  const midnight = startOfDay(new Date(), zone(provider.provider ?? null)).getTime();
  const until = Math.ceil(Date.now() / SLOT_MS) * SLOT_MS;
  const reports = { refetchInterval: COUNTS_MS, enabled: can('reports:read') };
  const between = (since: number, end: number) => ({
    query: { ...provider, since: new Date(since).toISOString(), until: new Date(end).toISOString() },
  });
  return {
    calls: useRead('GET /v1/calls', { query: { ...provider, limit: LATEST } }, { refetchInterval: CALLS_MS }),
    today: useRead('GET /v1/reports/calls', between(midnight, until), reports).data?.total,
    lastWeek: useRead('GET /v1/reports/calls', between(midnight - WEEK_MS, until - WEEK_MS), reports).data
      ?.total,
    pools: useQueries({
      queries: shown.map((pool) => ({
        queryKey: ['GET /v1/pools/{id}/state', { params: { id: pool.id } }],
        queryFn: () => call('GET /v1/pools/{id}/state', { params: { id: pool.id } }),
        refetchInterval: POOLS_MS,
        enabled: can('setup:read'),
      })),
      combine: (answers) =>
        answers.flatMap(({ data }, i) => {
          const pool = shown[i];
          return data && pool ? [{ pool, state: data }] : [];
        }),
    }),
  };
}
