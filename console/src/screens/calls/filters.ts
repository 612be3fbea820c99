import { useNames } from '../../api/names.ts';
import { useProviderQuery } from '../../shell/provider.tsx';
import { useFilters } from '../../ui/filters.ts';
import { periodFrom, startOf } from '../../ui/periods.ts';

/** The saved views, and the filters that each stands for. */
const QUERIES = {
  all: {},
  answered: { outcome: 'answered' },
  missed: { outcome: 'missed' },
  voicemail: { outcome: 'voicemail' },
  unreturned: { returned: 'false', spam: 'false' },
  first: { firstTime: 'true' },
  value: {},
  qualified: { qualified: 'true' },
  spam: { spam: 'true' },
  unattributed: { attributed: 'false' },
  blocked: { outcome: 'blocked' },
} as const;
export type View = keyof typeof QUERIES;
export const VIEWS = Object.keys(QUERIES) as View[];

/** The least value of the view of valuable calls, until the reader chooses another. */
const HIGH_VALUE = 100;

/** What a person searches for by typing. */
export const SEARCHED = ['from', 'source', 'tag'] as const;
export type Searched = (typeof SEARCHED)[number];

/** The filters that a report's row sets. An empty value finds calls without one. */
export const DRILLED = [
  ...(['channel', 'source', 'medium', 'campaign', 'keyword', 'page'] as const),
  ...(['endpoint', 'to', 'location'] as const),
] as const;

/** The hour of the week that a cell of a report sets. */
const HOUR = ['weekday', 'hourOfDay', 'timeZone'] as const;

const NAMES = [
  'view',
  'min',
  'from',
  'tag',
  'site',
  'period',
  'since',
  'until',
  'band',
  ...HOUR,
  ...DRILLED,
] as const;

/** Returns the filters in the address, and the query that they stand for. */
export function useCallFilters() {
  const [filters, change] = useFilters(NAMES);
  const { zone } = useNames();
  const provider = useProviderQuery();
  const view = VIEWS.find((one) => one === filters.view) ?? 'all';
  const minValue = Number(filters.min) || HIGH_VALUE;
  const period = periodFrom(filters.period, 'all');
  const {
    view: _view,
    min: _min,
    period: _period,
    since: _since,
    weekday,
    hourOfDay,
    band,
    ...rest
  } = filters;
  const since = filters.since ?? startOf(period, zone(provider.provider ?? null));
  const query = {
    ...provider,
    ...QUERIES[view],
    ...(view === 'value' && { minValue }),
    ...rest,
    ...(band && { band: Number(band) }),
    ...(weekday && { weekday: Number(weekday) }),
    ...(hourOfDay && { hourOfDay: Number(hourOfDay) }),
    ...(since && { since }),
  };
  const clear = () => change(Object.fromEntries(NAMES.map((name) => [name, null])));
  return {
    filters,
    view,
    minValue,
    period,
    query,
    change,
    clear,
    isFiltered: Object.keys(filters).length > 0,
  };
}

export type CallFilters = ReturnType<typeof useCallFilters>;
