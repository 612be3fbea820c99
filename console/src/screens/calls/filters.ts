import { useNames } from '../../api/names.ts';
import { useProviderQuery } from '../../shell/provider.tsx';
import { useFilters } from '../../ui/filters.ts';
import { periodFrom, startOf } from '../../ui/periods.ts';

export const VIEWS = ['all', 'answered', 'missed', 'voicemail'] as const;
export type View = (typeof VIEWS)[number];

const NAMES = ['view', 'from', 'site', 'period'] as const;

/** Returns the filters in the address, and the query that they stand for. */
export function useCallFilters() {
  const [filters, change] = useFilters(NAMES);
  const { zone } = useNames();
  const provider = useProviderQuery();
  const view: View = VIEWS.find((one) => one === filters.view) ?? 'all';
  const period = periodFrom(filters.period, 'all');
  const since = startOf(period, zone(provider.provider ?? null));
  const query = {
    ...provider,
    ...(view !== 'all' && { outcome: view }),
    ...(filters.from && { from: filters.from }),
    ...(filters.site && { site: filters.site }),
    ...(since && { since }),
  };
  const clear = () => change({ view: null, from: null, site: null, period: null });
  return { filters, view, period, query, change, clear, isFiltered: Object.keys(filters).length > 0 };
}

export type CallFilters = ReturnType<typeof useCallFilters>;
