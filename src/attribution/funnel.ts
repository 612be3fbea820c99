import {
  FUNNEL_COUNTS,
  FUNNEL_DIMENSIONS,
  type Funnel,
  type FunnelCounts,
  type FunnelDimension,
  type FunnelTime,
  type FunnelValues,
  NO_COUNTS,
} from '../domain/funnel.ts';
import { slotStart } from '../domain/report.ts';
import type { NarrowedStore, SlotRange } from '../store/port.ts';
import { allPages } from './all-pages.ts';
import type { createReport } from './report.ts';
import { timesOf } from './report-times.ts';

/** The calls of a funnel have at most this many rows, which is the limit of reports. */
const MAX_ROWS = 500_000;

export type FunnelQuery = SlotRange & {
  by: readonly (FunnelDimension | FunnelTime)[];
  timeZone: string;
  /** Counts only sessions and calls with these values. */
  only: FunnelValues;
  limit: number;
};

type Row = FunnelCounts & { by: Record<string, string | null> };

/** Returns a function that makes the funnel of a period from the visit slots, the call report and the results of calls. */
export function createFunnel(makeReport: ReturnType<typeof createReport>) {
  return async (query: FunnelQuery, store: NarrowedStore): Promise<Funnel> => {
    const rows = new FunnelRows(query);
    const { by, only, timeZone, limit, ...range } = query;
    const calls = await makeReport({ ...{ by, only, timeZone, ...range }, limit: MAX_ROWS }, store);
    for (const { by, calls: count, outcomes } of calls.data)
      rows.add(by, { calls: count, answered: outcomes.answered });
    const sessions = { ...range, site: only.site ?? undefined };
    for await (const page of allPages(store.visits, sessions))
      for (const { provider, site, at, cells } of page)
        for (const cell of cells) rows.addAt(at, { provider, site, ...cell }, cell);
    for await (const page of allPages(store.callResults, range))
      for (const { at, values, qualified } of page)
        if (qualified) rows.addAt(slotStart(at), values, { qualified: 1 });
    return { ...rows.sorted(limit), upTo: calls.upTo };
  };
}

/** The rows of one funnel. */
class FunnelRows {
  readonly #query: FunnelQuery;
  readonly #dimensions: FunnelDimension[];
  readonly #times: FunnelTime[];
  readonly #rows = new Map<string, Row>();
  /** By the beginning of the slot: all cells of a slot have the same times. */
  readonly #timesAt = new Map<number, Record<string, string>>();

  constructor(query: FunnelQuery) {
    this.#query = query;
    this.#dimensions = FUNNEL_DIMENSIONS.filter((one) => query.by.includes(one));
    this.#times = query.by.filter(
      (one): one is FunnelTime => !this.#dimensions.includes(one as FunnelDimension),
    );
  }

  /** Adds counts of a slot to their row, unless the query excludes their values. */
  addAt(at: Date, values: FunnelValues, counts: Partial<FunnelCounts>): void {
    const isExcluded = FUNNEL_DIMENSIONS.some((name) => {
      const wanted = this.#query.only[name];
      return wanted !== undefined && values[name] !== wanted;
    });
    if (isExcluded) return;
    const own = this.#dimensions.map((name) => [name, values[name] ?? null]);
    this.add({ ...this.#timesOf(at), ...Object.fromEntries(own) }, counts);
  }

  add(by: Row['by'], counts: Partial<FunnelCounts>): void {
    const key = JSON.stringify(this.#query.by.map((name) => by[name]));
    const row = this.#rows.get(key) ?? { by, ...NO_COUNTS };
    this.#rows.set(key, row);
    addTo(row, counts);
  }

  /** Returns the first `limit` rows: in the order of time, then those with the most calls first. */
  sorted(limit: number): Omit<Funnel, 'upTo'> {
    const rows = [...this.#rows.values()].sort((a, b) => this.#compare(a, b));
    const total = { ...NO_COUNTS };
    for (const row of rows) addTo(total, row);
    return { data: rows.slice(0, limit), total, isComplete: rows.length <= limit };
  }

  #compare(a: Row, b: Row): number {
    for (const time of this.#times) {
      const [one = '', other = ''] = [a.by[time] ?? '', b.by[time] ?? ''];
      if (one !== other) return one < other ? -1 : 1;
    }
    return b.calls - a.calls || b.sessions - a.sessions;
  }

  #timesOf(at: Date): Record<string, string> {
    if (this.#times.length === 0) return {};
    const known = this.#timesAt.get(at.getTime()) ?? timesOf(at, this.#query.timeZone, this.#times);
    this.#timesAt.set(at.getTime(), known);
    return known;
  }
}

function addTo(sums: FunnelCounts, counts: Partial<FunnelCounts>): void {
  for (const name of FUNNEL_COUNTS) sums[name] += counts[name] ?? 0;
}
