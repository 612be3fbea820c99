import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useProviderQuery } from '../../shell/provider.tsx';
import { useFilters } from '../../ui/filters.ts';
import { startOfDay } from '../../ui/periods.ts';

export const DIMENSIONS = [
  ...(['channel', 'source', 'campaign', 'keyword', 'page'] as const),
  ...(['site', 'endpoint', 'number', 'location'] as const),
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const PERIODS = ['week', 'month', 'quarter'] as const;
export type ReportPeriod = (typeof PERIODS)[number];
const DAYS: Record<ReportPeriod, number> = { week: 7, month: 30, quarter: 90 };

/** A report's periods begin and end at a quarter of an hour. */
const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
export const MAX_ROWS = 100;
const REFRESH = { refetchInterval: 30_000 };

/** The dimensions by which sessions are counted too. */
const COUNTED: readonly Dimension[] = ['channel', 'source', 'campaign', 'site'];

const NAMES = ['by', 'period', ...DIMENSIONS] as const;

/** Returns the report that the address names: its rows, its days, and both of the period before. */
export function useReport() {
  const [filters, change] = useFilters(NAMES);
  const { zone } = useNames();
  const provider = useProviderQuery();
  const timeZone = zone(provider.provider ?? null);
  const by = DIMENSIONS.find((one) => one === filters.by) ?? 'channel';
  const period = PERIODS.find((one) => one === filters.period) ?? 'month';
  const { by: _by, period: _period, ...only } = filters;
  const periods = periodsOf(DAYS[period], timeZone);
  const common = { ...provider, ...only, timeZone };

  const now = { ...common, ...periods.now };
  const former = { ...common, ...periods.former };
  const rows = useRead('GET /v1/reports/calls', { query: { ...now, by, limit: MAX_ROWS } }, REFRESH);
  const rowsThen = useRead('GET /v1/reports/calls', { query: { ...former, by, limit: 1000 } }, REFRESH);
  const days = useRead('GET /v1/reports/calls', { query: { ...now, by: 'day', limit: 100 } }, REFRESH);
  const daysThen = useRead('GET /v1/reports/calls', { query: { ...former, by: 'day', limit: 100 } }, REFRESH);
  const hours = useRead(
    'GET /v1/reports/calls',
    { query: { ...now, by: 'weekday,hourOfDay', limit: 168 } },
    REFRESH,
  );
  const confidence = useRead(
    'GET /v1/reports/confidence',
    { query: { ...provider, ...ofCalls(only), ...periods.now, until: before(periods.now.until) } },
    REFRESH,
  );
  const unattributed = useRead(
    'GET /v1/reports/calls',
    { query: { ...now, by: 'rung', to: 'none', limit: 10 } },
    REFRESH,
  );
  const valueQuery = { ...now, by };
  const value = useRead('GET /v1/reports/value', { query: { ...valueQuery, limit: MAX_ROWS } }, REFRESH);
  const { keyword, page, endpoint, number, location, ...visit } = only;
  const ofVisits = { ...provider, ...visit, timeZone };
  // Sessions are not counted by the other dimensions.
  const hasFunnel = !keyword && !page && !endpoint && !number && !location;
  const funnelPeriod = { ...ofVisits, ...periods.now };
  const funnel = useRead(
    'GET /v1/reports/funnel',
    { query: funnelPeriod },
    { ...REFRESH, enabled: hasFunnel },
  );
  const funnelThen = useRead(
    'GET /v1/reports/funnel',
    { query: { ...ofVisits, ...periods.former } },
    { ...REFRESH, enabled: hasFunnel },
  );
  return {
    ...{ by, period, only, change, timeZone, rows, rowsThen },
    funnel: hasFunnel && funnel.data ? { now: funnel.data.total, former: funnelThen.data?.total } : null,
    funnelQuery: { ...funnelPeriod, by: COUNTED.includes(by) ? by : 'channel' },
    value: value.data,
    valueQuery,
    hours: hours.data && heatCells(hours.data),
    unattributed: unattributed.data?.data,
    confidence: confidence.data,
    /** Returns the address of the calls that the report counts, with further filters. */
    callsOf: (filters: Record<string, string>) =>
      `/calls?${new URLSearchParams(ofCalls({ ...only, ...periods.now, until: before(periods.now.until), ...filters }))}`,
    days:
      days.data &&
      daysThen.data &&
      joinDays(periods.now.since, DAYS[period], timeZone, days.data, daysThen.data),
  };
}

/** Returns the filters by which lists of calls find what a report counts. */
function ofCalls<Filters extends { number?: string | undefined }>({ number, ...filters }: Filters) {
  return { ...filters, ...(number !== undefined && { to: number }) };
}

/** Returns a period of days that ends now, and the one of the same length before it. */
function periodsOf(days: number, timeZone: string, now = Date.now()) {
  const until = Math.ceil(now / SLOT_MS) * SLOT_MS;
  const since = startOfDay(new Date(now - (days - 1) * DAY_MS), timeZone).getTime();
  const iso = (at: number) => new Date(at).toISOString();
  return {
    now: { since: iso(since), until: iso(until) },
    former: { since: iso(since - days * DAY_MS), until: iso(until - days * DAY_MS) },
  };
}

export type Day = {
  name: string;
  /** A moment of the day. */
  at: Date;
  /** The first and the last moment of the day. */
  since: string;
  until: string;
  now: number;
  former: number;
};
/** Returns the last moment before another. A report ends before it, and a list of calls with it. */
function before(moment: string): string {
  return new Date(Date.parse(moment) - 1).toISOString();
}

function momentsOf(at: Date, timeZone: string): Pick<Day, 'since' | 'until'> {
  const since = startOfDay(at, timeZone);
  const next = startOfDay(new Date(since.getTime() + 1.5 * DAY_MS), timeZone);
  return { since: since.toISOString(), until: before(next.toISOString()) };
}

export type HeatCell = { weekday: number; hour: number; calls: number };

function heatCells({ data }: Report): HeatCell[] {
  return data.map(({ by, calls }) => ({ weekday: Number(by.weekday), hour: Number(by.hourOfDay), calls }));
}

type Report = { data: { calls: number; by: Record<string, string | null> }[] };

/** Pairs each day of the period with the day as many days before. A report leaves days without a call out. */
function joinDays(since: string, count: number, timeZone: string, now: Report, former: Report): Day[] {
  const nameOf = (at: Date) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(at);
  const callsOf = ({ data }: Report) => new Map(data.map(({ by, calls }) => [by.day?.slice(0, 10), calls]));
  const [callsNow, callsThen] = [callsOf(now), callsOf(former)];
  return Array.from({ length: count }, (_, i) => {
    // Noon is on the right day also where the clocks change.
    const at = new Date(Date.parse(since) + (i + 0.5) * DAY_MS);
    const before = new Date(at.getTime() - count * DAY_MS);
    return {
      ...{ name: nameOf(at), at, ...momentsOf(at, timeZone) },
      now: callsNow.get(nameOf(at)) ?? 0,
      former: callsThen.get(nameOf(before)) ?? 0,
    };
  });
}
