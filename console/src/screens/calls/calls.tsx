import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Ban, PhoneIncoming, SearchX } from 'lucide-react';
import { Link } from 'wouter';
import { call } from '../../api/client.ts';
import { useNames } from '../../api/names.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { KeyHelp, useKeys } from '../../ui/keys.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import css from './calls.module.css';
import { ExportButtons } from './export-buttons.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type CallFilters, useCallFilters } from './filters.ts';
import { CallTable } from './table.tsx';
import { callsText } from './text.ts';

const PAGE = 50;
/** A call that rings is on screen after this time at most. */
const REFRESH_MS = 4000;

export default function Calls() {
  const text = useText(callsText);
  const filters = useCallFilters();
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <Button
            component={Link}
            href="/calls/blocked"
            variant="subtle"
            leftSection={<Ban size={15} aria-hidden="true" />}
          >
            {text.blockedCallers}
          </Button>
          <ExportButtons query={filters.query} />
        </>
      }
    >
      <Card flush>
        <FilterBar {...filters} />
        <CallList filters={filters} />
      </Card>
    </Page>
  );
}

function CallList({ filters }: { filters: CallFilters }) {
  const text = useText(callsText);
  const words = useText(common);
  const { zone } = useNames();
  const calls = useCalls(filters.query);
  if (calls.isPending) return <PaddedLoading />;
  if (!calls.data) return <Failure error={calls.error} onRetry={() => void calls.refetch()} />;
  const all = calls.data.pages.flatMap(({ data }) => data);
  if (all.length === 0) return <NoCalls filters={filters} />;
  return (
    <>
      <CallTable calls={all} />
      <ListKeys />
      <div className={css.foot}>
        <span>{text.zone(zone(all[0]?.provider ?? null))}</span>
        {calls.hasNextPage && (
          <Button
            variant="default"
            size="xs"
            loading={calls.isFetchingNextPage}
            onClick={() => void calls.fetchNextPage()}
          >
            {words.more}
          </Button>
        )}
      </div>
    </>
  );
}

/** Reads calls page by page. The pages that are on screen are read again every few seconds. */
function useCalls(query: CallFilters['query']) {
  return useInfiniteQuery({
    queryKey: ['GET /v1/calls', query],
    queryFn: ({ pageParam }) =>
      call('GET /v1/calls', { query: { ...query, limit: PAGE, ...(pageParam && { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** Moves the focus through the list by j and k or the arrows. Enter follows the link in focus. */
function ListKeys() {
  const text = useText(callsText);
  const move = (step: 1 | -1) => {
    const links = [...document.querySelectorAll<HTMLAnchorElement>('main tbody a')];
    const place = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[place < 0 ? 0 : place + step]?.focus();
  };
  const next = () => move(1);
  const former = () => move(-1);
  const search = () => document.querySelector<HTMLInputElement>('main input[type=search]')?.focus();
  useKeys({ j: next, ArrowDown: next, k: former, ArrowUp: former, '/': search });
  return (
    <KeyHelp
      keys={[
        ['j ↓', text.keys.next],
        ['k ↑', text.keys.former],
        ['Enter', text.keys.open],
        ['/', text.keys.search],
      ]}
    />
  );
}

function NoCalls({ filters: { isFiltered, clear } }: { filters: CallFilters }) {
  const text = useText(callsText);
  if (!isFiltered) {
    return (
      <Empty icon={<PhoneIncoming size={22} />} title={text.noneYet}>
        {text.noneYetLead}
      </Empty>
    );
  }
  return (
    <Empty
      icon={<SearchX size={22} />}
      title={text.nothingFound}
      actions={
        <Button variant="default" onClick={clear}>
          {text.clear}
        </Button>
      }
    >
      {text.nothingFoundLead}
    </Empty>
  );
}

function PaddedLoading() {
  return (
    <div className={css.bar}>
      <div className={css.views}>
        <Loading lines={8} />
      </div>
    </div>
  );
}
