import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderQuery } from '../../shell/provider.tsx';
import { startOfDay } from '../../ui/periods.ts';

/** How often each is read, and how old an answer may be that another console has got. */
const CALLS = { refetchInterval: 2000, maxAgeSeconds: 1 };
const POOLS = { refetchInterval: 5000, maxAgeSeconds: 2 };
const COUNTS = { refetchInterval: 15_000, maxAgeSeconds: 5 };
const LATEST = 12;
const MAX_POOLS = 1000;
const WEEK_MS = 7 * 86_400_000;
/** A report's periods begin and end at a quarter of an hour. */
const SLOT_MS = 900_000;

/**
 * Reads what the live screen shows, again and again: calls, today's counts and pools. Those of a week ago change with the
 * quarter of an hour that they end at.
 */
export function useLive() {
  const { pools, zone } = useNames();
  const { can } = useSession();
  const provider = useProviderQuery();
  const midnight = startOfDay(new Date(), zone(provider.provider ?? null)).getTime();
  const until = Math.ceil(Date.now() / SLOT_MS) * SLOT_MS;
  const mayCount = can('reports:read');
  const between = (since: number, end: number) => ({
    query: { ...provider, since: new Date(since).toISOString(), until: new Date(end).toISOString() },
  });
  const states = useRead(
    'GET /v1/pool-states',
    { query: { ...provider, limit: MAX_POOLS } },
    { ...POOLS, enabled: can('setup:read') },
  );
  return {
    calls: useRead('GET /v1/calls', { query: { ...provider, limit: LATEST } }, CALLS),
    today: useRead('GET /v1/reports/calls', between(midnight, until), { ...COUNTS, enabled: mayCount }).data
      ?.total,
    lastWeek: useRead('GET /v1/reports/calls', between(midnight - WEEK_MS, until - WEEK_MS), {
      enabled: mayCount,
    }).data?.total,
    pools: (states.data?.data ?? []).flatMap((state) => {
      const pool = pools.find(({ id }) => id === state.pool);
      return pool ? [{ pool, state }] : [];
    }),
  };
}
