import { type Cost, dateAfter } from '../domain/cost.ts';
import { costWithin } from '../domain/cost-share.ts';
import { unitsOfValue } from '../domain/money.ts';
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
import { allPages } from '../infra/all-pages.ts';
import { every } from '../infra/every.ts';
import type { NarrowedStore } from '../store/port.ts';
import type { createReport, ReportQuery } from './report.ts';
import { RowMap } from './row-map.ts';

/** The calls of the report have at most this many rows, which is the limit of reports. */
const MAX_ROWS = 500_000;

type Period = { since?: Date | undefined; until?: Date | undefined };

/**
 * Returns a function that reports what calls were worth and what they cost, from the call report, the results of calls and the costs.
 * @param zoneOf returns the time zone of a provider, in which the days of its costs begin
 */
export function createValueReport(
  makeReport: ReturnType<typeof createReport>,
  zoneOf: (provider: string) => string,
) {
  return async (query: ReportQuery, store: NarrowedStore): Promise<ValueReport> => {
    const { by, only, timeZone, limit, ...range } = query;
    const times = TIMES.filter((one) => by.includes(one));
    const rows = new RowMap<ValueSums>(query, times, emptyValueSums);
    const calls = await makeReport({ ...query, limit: MAX_ROWS }, store);
    for (const { by, calls: count, outcomes } of calls.data)
      addValueSums(rows.of(by), { ...emptyValueSums(), calls: count, answered: outcomes.answered });
    for await (const page of allPages(store.callResults, range))
      for (const { at, values, qualified, value, currency } of page) {
        const sums = rows.at(slotStart(at), values);
        if (sums && qualified) sums.qualified += 1;
        if (sums && value !== null) addMoney(sums, 'value', currency, unitsOfValue(value, currency));
      }
    const filters = Object.entries(only).flatMap(([name, value]) => (value === undefined ? [] : [name]));
    if (haveCosts([...by, ...filters])) await addCosts(query, times, rows, store);
    return { ...shown(rows, limit), upTo: calls.upTo };
  };

  async function addCosts(
    { provider, since, until, timeZone }: ReportQuery,
    times: readonly TimeUnit[],
    rows: RowMap<ValueSums>,
    { costs }: Pick<NarrowedStore, 'costs'>,
  ): Promise<void> {
    for await (const cost of every<Cost>({ list: (page) => costs.list(page, { provider }) })) {
      const zone = zoneOf(cost.provider);
      for (const period of partsOf(cost, { since, until }, zone, times.length > 0 ? timeZone : null)) {
        const sums = rows.at(slotStart(period.since), valuesOfCost(cost));
        if (sums) addMoney(sums, 'cost', cost.currency, costWithin(cost, period, zone));
      }
    }
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
function shown(rows: RowMap<ValueSums>, limit: number): Omit<ValueReport, 'upTo'> {
  const sorted = rows.sorted((a, b) => b.calls - a.calls);
  const total = emptyValueSums();
  for (const { sums } of sorted) addValueSums(total, sums);
  const data = sorted.slice(0, limit).map(({ by, sums }) => ({ by, ...shownValue(sums) }));
  return { data, total: shownValue(total), isComplete: sorted.length <= limit };
}
