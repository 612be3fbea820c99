import { NativeSelect, NumberInput, SegmentedControl } from '@mantine/core';
import { useNames } from '../../api/names.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Chip } from '../../ui/chip.tsx';
import { PERIODS } from '../../ui/periods.ts';
import { phoneText } from '../../ui/phone.tsx';
import { pagePath } from '../../ui/visit.tsx';
import css from './calls.module.css';
import { type CallFilters, DRILLED, VIEWS } from './filters.ts';
import { Search } from './search.tsx';
import { callsText } from './text.ts';

/** The filters of the list: saved views, a search, the site and the period, and those that a report has set. */
export function FilterBar(props: CallFilters) {
  const { filters, view, minValue, period, change } = props;
  const text = useText(callsText);
  const { sites } = useNames();
  return (
    <div className={css.bar}>
      <div className={css.scroller}>
        <SegmentedControl
          className={css.views ?? ''}
          aria-label={text.viewsLabel}
          value={view}
          onChange={(chosen) => change({ view: chosen === 'all' ? null : chosen })}
          data={VIEWS.map((value) => ({ value, label: text.views[value] }))}
          transitionDuration={0}
        />
      </div>
      {view === 'value' && (
        <NumberInput
          className={css.least ?? ''}
          aria-label={text.least}
          prefix="≥ "
          min={0}
          value={minValue}
          onChange={(value) => change({ min: value === '' ? null : String(value) })}
        />
      )}
      <Search filters={filters} change={change} />
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
          onChange={({ currentTarget }) =>
            change({
              ...{ period: currentTarget.value, since: null, until: null },
              ...{ weekday: null, hourOfDay: null, timeZone: null },
            })
          }
          data={PERIODS.map((value) => ({ value, label: text.periods[value] }))}
        />
      </div>
      <DrilledFilters {...props} />
    </div>
  );
}

/** The filters that a row of a report has set. Each can be removed. */
function DrilledFilters({ filters, query, change }: CallFilters) {
  const text = useText(callsText);
  const { zone, endpoint } = useNames();
  const { moment, weekday, percent } = useFormat();
  const timeZone = zone(query.provider ?? null);
  const nameOf = (name: (typeof DRILLED)[number], value: string) => {
    if (value === '') return text.unknown;
    if (name === 'endpoint') return endpoint(value)?.name ?? text.unknown;
    if (name === 'to') return phoneText(value);
    return name === 'page' ? pagePath(value) : value;
  };
  return (
    <>
      {DRILLED.flatMap((name) => {
        const value = filters[name];
        if (value === undefined) return [];
        const label = `${text.drilled[name]}: ${nameOf(name, value)}`;
        return <Chip key={name} label={label} onRemove={() => change({ [name]: null })} />;
      })}
      {filters.band && (
        <Chip
          label={`${text.confidence}: ${percent(Number(filters.band) / 10)} – ${percent((Number(filters.band) + 1) / 10)}`}
          onRemove={() => change({ band: null })}
        />
      )}
      {filters.weekday && filters.hourOfDay && (
        <Chip
          label={`${weekday(Number(filters.weekday))} ${filters.hourOfDay}:00–${filters.hourOfDay}:59`}
          onRemove={() => change({ weekday: null, hourOfDay: null, timeZone: null })}
        />
      )}
      {filters.since && filters.until && (
        <Chip
          label={`${moment(filters.since, timeZone)} – ${moment(filters.until, timeZone)}`}
          onRemove={() =>
            change({ since: null, until: null, weekday: null, hourOfDay: null, timeZone: null })
          }
        />
      )}
    </>
  );
}
