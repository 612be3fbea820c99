import { NativeSelect, SegmentedControl, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { PERIODS } from '../../ui/periods.ts';
import css from './calls.module.css';
import { type CallFilters, VIEWS } from './filters.ts';
import { callsText } from './text.ts';

const TYPING_MS = 300;

/** The filters of the list: saved views, the caller, the site and the period. */
export function FilterBar({ filters, view, period, change }: CallFilters) {
  const text = useText(callsText);
  const { sites } = useNames();
  const { can } = useSession();
  const search = useDebouncedCallback((from: string) => change({ from: callerFrom(from) }), TYPING_MS);
  return (
    <div className={css.bar}>
      <SegmentedControl
        className={css.views ?? ''}
        aria-label={text.viewsLabel}
        value={view}
        onChange={(chosen) => change({ view: chosen === 'all' ? null : chosen })}
        data={VIEWS.map((value) => ({ value, label: text.views[value] }))}
        transitionDuration={0}
      />
      <TextInput
        className={css.search ?? ''}
        type="search"
        inputMode="tel"
        aria-label={text.search}
        placeholder={can('callers:read') ? text.searchHint : text.searchDigits}
        leftSection={<Search size={15} aria-hidden="true" />}
        defaultValue={filters.from}
        key={filters.from === undefined ? 'empty' : 'filled'}
        onChange={({ currentTarget }) => search(currentTarget.value)}
      />
      <div className={css.pair}>
        {sites.length > 1 && (
          <NativeSelect
            aria-label={text.site}
            value={filters.site ?? ''}
            onChange={({ currentTarget }) => change({ site: currentTarget.value || null })}
            data={[
              { value: '', label: text.allSites },
              ...sites.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <NativeSelect
          aria-label={text.period}
          value={period}
          onChange={({ currentTarget }) => change({ period: currentTarget.value })}
          data={PERIODS.map((value) => ({ value, label: text.periods[value] }))}
        />
      </div>
    </div>
  );
}

/** Returns the digits of a number that can be searched: the last four, or a whole one. Returns null while it is typed. */
function callerFrom(typed: string): string | null {
  const digits = typed.replace(/[^\d+]/g, '');
  return digits.length === 4 || digits.length >= 7 ? digits : null;
}
