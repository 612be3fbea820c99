import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { PhoneIncoming } from 'lucide-react';
import { common } from '../../text/common.ts';
import { OWN_ZONE, useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Caller } from '../../ui/caller.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Confidence, Outcome } from '../../ui/marks.tsx';
import { Card, Empty } from '../../ui/page.tsx';
import { CameFrom, pagePath } from '../../ui/visit.tsx';
import type { ReadShared } from './read-shared.ts';
import css from './shared.module.css';
import { sharedText } from './text.ts';

const PAGE = 100;

/** The calls of a share link, the latest first. */
export function SharedCalls({ read }: { read: ReadShared }) {
  const text = useText(sharedText);
  const words = useText(common);
  const { moment, duration } = useFormat();
  const list = useInfiniteQuery({
    queryKey: ['GET /v1/shared/calls', read],
    queryFn: ({ pageParam }) =>
      read('GET /v1/shared/calls', { query: { limit: PAGE, ...(pageParam && { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const calls = list.data?.pages.flatMap(({ data }) => data);
  if (!calls && list.isPending) return <Loading />;
  if (!calls) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (calls.length === 0) return <NoCalls />;
  return (
    <Card flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls the table here */}
      <section className={css.scroll} aria-label={text.calls} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{text.time}</th>
              <th scope="col">{text.caller}</th>
              <th scope="col">{text.outcome}</th>
              <th scope="col">{text.talk}</th>
              <th scope="col">{text.source}</th>
              <th scope="col">{text.page}</th>
              <th scope="col">{text.confidence}</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call) => (
              <tr key={call.id}>
                <td className={css.time}>{moment(call.at, OWN_ZONE)}</td>
                <td>
                  <Caller from={call.from} />
                </td>
                <td>
                  <Outcome {...call} />
                </td>
                <td>{call.talkSeconds ? duration(call.talkSeconds) : ''}</td>
                <td>
                  <CameFrom visit={call.visit} />
                </td>
                <td>{call.visit?.landingPage && pagePath(call.visit.landingPage)}</td>
                <td>
                  {call.visit && call.visit.to !== 'none' && (
                    <Confidence value={call.visit.confidence} label={text.confidence} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {list.hasNextPage && (
        <div className={css.foot}>
          <Button
            variant="default"
            size="xs"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {words.more}
          </Button>
        </div>
      )}
    </Card>
  );
}

/** Says that there is no call to show. */
export function NoCalls() {
  const text = useText(sharedText);
  return (
    <Card>
      <Empty icon={<PhoneIncoming size={22} />} title={text.none}>
        {text.noneLead}
      </Empty>
    </Card>
  );
}
