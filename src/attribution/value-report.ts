import { type Cost, dateAfter } from '../domain/cost.ts';
import { costWithin } from '../domain/cost-share.ts';
import { slotStart, TIMES, type TimeUnit } from '../domain/report.ts';
import { localTimeIn, momentIn } from '../domain/schedule.ts';
import {
  addMoney,
  addValueSums,
  emptyValueSums,
  haveCosts,
  shownValue,
  type ValueReport,
  type ValueSums,
  valuesOfCost,
} from '../domain/value-report.ts';
import { every } from '../infra/every.ts';
import type { NarrowedStore } from '../store/port.ts';
import type { CountRows, ReportQuery } from './report.ts';
import { inOrderOfTime } from './report-times.ts';
import { type JoinedRow, RowMap } from './row-map.ts';

type ValueSumsRow = JoinedRow<ValueSums>;
type Period = { since?: Date | undefined; until?: Date | undefined };

/**
 * Returns a function that reports what calls were worth and what they cost, from the report of calls and the costs.
 * @param zoneOf returns the time zone of a provider, in which the days of its costs begin
 */
export function createValueReport(countRows: CountRows, zoneOf: (provider: string) => string) {
  return async (query: ReportQuery, store: NarrowedStore): Promise<ValueReport> => {
    const { by, only, timeZone, limit, ...range } = query;
    const times = TIMES.filter((one) => by.includes(one));
    const { rows, upTo } = await countRows({ by, only, timeZone, ...range }, store);
    const calls = rows.withValues();
    const filters = Object.entries(only).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    const all = haveCosts([...by, ...filters]) ? await withCosts(query, times, calls, store) : calls;
    return { ...shown(all, times, limit), upTo };
  };

  async function withCosts(
    query: ReportQuery,
    times: readonly TimeUnit[],
    calls: readonly ValueSumsRow[],
    { costs }: Pick<NarrowedStore, 'costs'>,
  ): Promise<ValueSumsRow[]> {
    const { provider, since, until, timeZone } = query;
    const rows = new RowMap<ValueSums>(query, times, calls, emptyValueSums);
    for await (const cost of every<Cost>({ list: (page) => costs.list(page, { provider }) })) {
      const zone = zoneOf(cost.provider);
      for (const period of partsOf(cost, { since, until }, zone, times.length > 0 ? timeZone : null)) {
        const sums = rows.at(slotStart(period.since), valuesOfCost(cost));
        if (sums) addMoney(sums, 'cost', cost.currency, costWithin(cost, period, zone));
      }
    }
    return rows.list();
  }
}

/** Returns the parts of the cost's days that are in the period: the days of the report's time zone, or one part without a zone. */
function partsOf(
  { since: first, until: last }: Cost,
  { since, until }: Period,
  zone: string,
  reportZone: string | null,
): { since: Date; until: Date }[] {
  const begins = latest(momentIn(zone, first, 0), since);
  const ends = earliest(momentIn(zone, dateAfter(last, 1), 0), until);
  if (begins >= ends) return [];
  if (reportZone === null) return [{ since: begins, until: ends }];
  const parts: { since: Date; until: Date }[] = [];
  for (let at = begins; at < ends; ) {
    const next = momentIn(reportZone, dateAfter(localTimeIn(reportZone, at).date, 1), 0);
    // A zone that crosses the date line skips a day.
    const end = next > at ? earliest(next, ends) : ends;
    parts.push({ since: at, until: end });
    at = end;
  }
  return parts;
}

function latest(one: Date, other: Date | undefined): Date {
  return other && other > one ? other : one;
}

function earliest(one: Date, other: Date | undefined): Date {
  return other && other < one ? other : one;
}

/** Returns the first `limit` rows, those with the most calls first within each time. */
function shown(
  rows: readonly ValueSumsRow[],
  times: readonly TimeUnit[],
  limit: number,
): Omit<ValueReport, 'upTo'> {
  const sorted = rows.toSorted(inOrderOfTime(times, (a, b) => b.sums.calls - a.sums.calls));
  const total = emptyValueSums();
  for (const { sums } of sorted) addValueSums(total, sums);
  const data = sorted.slice(0, limit).map(({ by, sums }) => ({ by, ...shownValue(sums) }));
  return { data, total: shownValue(total), isComplete: sorted.length <= limit };
}
