import { Button, NativeSelect } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { call } from '../../../api/client.ts';
import { useProviderQuery } from '../../../shell/provider.tsx';
import { useText } from '../../../text/language.ts';
import { useFilters } from '../../../ui/filters.ts';
import { SectionCard } from '../section-card.tsx';
import css from '../system.module.css';
import { systemText } from '../text.ts';
import { EntryRow } from './entry-row.tsx';

const PAGE = 50;
const FILTERS = ['kind', 'holder', 'name', 'callers', 'changes'] as const;
const KINDS = ['person', 'key', 'share', 'reader', 'ringtrail', 'unknown'] as const;

/** The audit log, the latest entry first. Its filters are in the address. */
export function Audit() {
  const text = useText(systemText);
  const [filters, change] = useFilters(FILTERS);
  const log = useLog(filters);
  const entries = log.data?.pages.flatMap(({ data }) => data);
  return (
    <>
      <div className={css.filters}>
        <NativeSelect
          aria-label={text.kind}
          value={filters.kind ?? ''}
          onChange={({ currentTarget }) => change({ kind: currentTarget.value })}
          data={[
            { value: '', label: text.kinds.all },
            ...KINDS.map((value) => ({ value, label: text.kinds[value] })),
          ]}
        />
        <label className={css.choice}>
          <input
            type="checkbox"
            checked={filters.callers === 'yes'}
            onChange={({ currentTarget }) => change({ callers: currentTarget.checked ? 'yes' : null })}
          />
          {text.onlyCallers}
        </label>
        <label className={css.choice}>
          <input
            type="checkbox"
            checked={filters.changes === 'yes'}
            onChange={({ currentTarget }) => change({ changes: currentTarget.checked ? 'yes' : null })}
          />
          {text.onlyChanges}
        </label>
        {filters.holder && (
          <Button
            variant="default"
            size="xs"
            rightSection={<X size={14} aria-hidden="true" />}
            onClick={() => change({ holder: null, name: null })}
          >
            {text.of(filters.name ?? filters.holder)}
          </Button>
        )}
      </div>
      <SectionCard
        lead={text.auditLead}
        count={entries?.length}
        none={text.noEntries}
        error={log.error}
        onRetry={() => void log.refetch()}
      >
        {entries?.map((entry) => (
          <EntryRow
            key={entry.id}
            of={entry}
            onChoose={() => change({ holder: entry.key, name: entry.name })}
          />
        ))}
      </SectionCard>
      {log.hasNextPage && (
        <div>
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      )}
    </>
  );
}

type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

/** Reads the log page by page. */
function useLog({ kind: named, holder, callers, changes }: Filters) {
  const provider = useProviderQuery();
  const kind = KINDS.find((one) => one === named);
  const query = {
    ...provider,
    ...(kind && { kind }),
    ...(holder && { holder }),
    ...(callers === 'yes' && { readsCallers: 'true' }),
    ...(changes === 'yes' && { hasChanges: 'true' }),
  };
  return useInfiniteQuery({
    queryKey: ['GET /v1/audit', query],
    queryFn: ({ pageParam }) =>
      call('GET /v1/audit', { query: { ...query, limit: PAGE, ...(pageParam && { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
