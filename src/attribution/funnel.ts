import {
  FUNNEL_COUNTS,
  FUNNEL_TIMES,
  type Funnel,
  type FunnelCounts,
  type FunnelDimension,
  type FunnelTime,
  type FunnelValues,
  NO_COUNTS,
} from '../domain/funnel.ts';
import { slotStart } from '../domain/report.ts';
import { allPages } from '../infra/all-pages.ts';
import type { NarrowedStore, SlotRange } from '../store/port.ts';
import type { createReport } from './report.ts';
import { RowMap } from './row-map.ts';

/** The calls of a funnel have at most this many rows, which is the limit of reports. */
const MAX_ROWS = 500_000;

export type FunnelQuery = SlotRange & {
  by: readonly (FunnelDimension | FunnelTime)[];
  timeZone: string;
  /** Counts only sessions and calls with these values. */
  only: FunnelValues;
  limit: number;
};

/** Returns a function that makes the funnel of a period from the visit slots, the call report and the results of calls. */
export function createFunnel(makeReport: ReturnType<typeof createReport>) {
  return async (query: FunnelQuery, store: NarrowedStore): Promise<Funnel> => {
    const { by, only, timeZone, limit, ...range } = query;
    const times = FUNNEL_TIMES.filter((one) => by.includes(one));
    const rows = new RowMap<FunnelCounts>(query, times, () => ({ ...NO_COUNTS }));
    const calls = await makeReport({ ...{ by, only, timeZone, ...range }, limit: MAX_ROWS }, store);
    for (const { by, calls: count, outcomes } of calls.data)
      addTo(rows.of(by), { calls: count, answered: outcomes.answered });
    const sessions = { ...range, site: only.site ?? undefined };
    for await (const page of allPages(store.visits, sessions))
      for (const { provider, site, at, cells } of page)
        for (const cell of cells) addTo(rows.at(at, { provider, site, ...trafficIn(cell) }), cell);
    for await (const page of allPages(store.callResults, range))
      for (const { at, values, qualified } of page)
        if (qualified) addTo(rows.at(slotStart(at), values), { qualified: 1 });
    return { ...shown(rows, limit), upTo: calls.upTo };
  };
}

/** Returns the first `limit` rows, those with the most calls first within each time. */
function shown(rows: RowMap<FunnelCounts>, limit: number): Omit<Funnel, 'upTo'> {
  const sorted = rows.sorted((a, b) => b.calls - a.calls || b.sessions - a.sessions);
  const total = { ...NO_COUNTS };
  for (const { sums } of sorted) addTo(total, sums);
  const data = sorted.slice(0, limit).map(({ by, sums }) => ({ by, ...sums }));
  return { data, total, isComplete: sorted.length <= limit };
}

function trafficIn({ source, medium, campaign, channel }: FunnelValues): FunnelValues {
  return { source, medium, campaign, channel };
}

/** @param sums null for a row that the query excludes */
function addTo(sums: FunnelCounts | null, counts: Partial<FunnelCounts>): void {
  if (!sums) return;
  for (const name of FUNNEL_COUNTS) sums[name] += counts[name] ?? 0;
}
