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
import { allPages } from '../infra/all-pages.ts';
import type { NarrowedStore, SlotRange } from '../store/port.ts';
import type { CountRows } from './report.ts';
import { inOrderOfTime } from './report-times.ts';
import { type JoinedRow, RowMap } from './row-map.ts';

export type FunnelQuery = SlotRange & {
  by: readonly (FunnelDimension | FunnelTime)[];
  timeZone: string;
  /** Counts only sessions and calls with these values. */
  only: FunnelValues;
  limit: number;
};

/** Returns a function that makes the funnel of a period from the visit slots and the report of calls. */
export function createFunnel(countRows: CountRows) {
  return async (query: FunnelQuery, store: NarrowedStore): Promise<Funnel> => {
    const { by, only, timeZone, limit, ...range } = query;
    const times = FUNNEL_TIMES.filter((one) => by.includes(one));
    const counted = await countRows({ by, only, timeZone, ...range }, store);
    const calls = counted.rows.withCounts().map(({ by, sums }) => ({ by, sums: { ...NO_COUNTS, ...sums } }));
    const rows = new RowMap<FunnelCounts>(query, times, calls, () => ({ ...NO_COUNTS }));
    const sessions = { ...range, site: only.site ?? undefined };
    for await (const page of allPages(store.visits, sessions))
      for (const { provider, site, at, cells } of page)
        for (const cell of cells) addTo(rows.at(at, { provider, site, ...trafficIn(cell) }), cell);
    return { ...shown(rows.list(), times, limit), upTo: counted.upTo };
  };
}

/** Returns the first `limit` rows, those with the most calls first within each time. */
function shown(
  rows: readonly JoinedRow<FunnelCounts>[],
  times: readonly FunnelTime[],
  limit: number,
): Omit<Funnel, 'upTo'> {
  const sorted = rows.toSorted(
    inOrderOfTime(times, ({ sums: a }, { sums: b }) => b.calls - a.calls || b.sessions - a.sessions),
  );
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
