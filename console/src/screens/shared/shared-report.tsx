import { useQuery } from '@tanstack/react-query';
import type { SharedReport as Report } from '../../../../tools/client/operations.ts';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card } from '../../ui/page.tsx';
import { Funnel } from '../reports/funnel.tsx';
import { funnelText } from '../reports/funnel-text.ts';
import type { ReadShared } from './read-shared.ts';
import css from './shared.module.css';
import { NoCalls } from './shared-calls.tsx';
import { sharedText } from './text.ts';

type ReportProps = { read: ReadShared; by: readonly string[]; timeZone: string };
type Sums = Pick<Report['total'], 'calls' | 'outcomes' | 'talkSeconds'>;

/** The report of a share link: the way from sessions to calls, and a table of the calls. */
export function SharedReport(props: ReportProps) {
  return (
    <>
      <SharedFunnel read={props.read} />
      <SharedTable {...props} />
    </>
  );
}

/** Shows nothing where the report has a filter by which sessions are not counted. */
function SharedFunnel({ read }: { read: ReadShared }) {
  const text = useText(funnelText);
  const { data, error, refetch } = useQuery({
    queryKey: ['GET /v1/shared/funnel', read],
    queryFn: () => read('GET /v1/shared/funnel', {}),
  });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data?.total) return null;
  return (
    <Card title={text.title}>
      <Funnel now={data.total} former={undefined} />
    </Card>
  );
}

/** A row for each value, and the sum. */
function SharedTable({ read, by, timeZone }: ReportProps) {
  const text = useText(sharedText);
  const words = useText(common);
  const { day } = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['GET /v1/shared/report', read],
    queryFn: () => read('GET /v1/shared/report', {}),
  });
  if (!data && !error) return <Loading />;
  if (!data) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data.total.calls === 0) return <NoCalls />;

  const nameOf = (row: Report['data'][number]) =>
    by
      .map((dimension) => {
        const value = row.by[dimension] ?? null;
        if (value === null) return words.unknown;
        return dimension === 'day' ? day(value, timeZone) : value;
      })
      .join(' · ');
  return (
    <Card flush>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls the table here */}
      <section className={css.scroll} aria-label={text.calls} tabIndex={0}>
        <table className={css.table}>
          <thead>
            <tr>
              <td />
              <th scope="col" className={css.number}>
                {text.calls}
              </th>
              <th scope="col" className={css.number}>
                {text.answered}
              </th>
              <th scope="col" className={css.number}>
                {text.missed}
              </th>
              <th scope="col" className={css.number}>
                {text.talk}
              </th>
            </tr>
          </thead>
          <tbody>
            {by.length > 0 &&
              data.data.map((row) => <SumRow key={JSON.stringify(row.by)} name={nameOf(row)} sums={row} />)}
            <SumRow name={text.total} sums={data.total} />
          </tbody>
        </table>
      </section>
      {!data.isComplete && <p className={css.foot}>{text.incomplete}</p>}
    </Card>
  );
}

function SumRow({ name, sums: { calls, outcomes, talkSeconds } }: { name: string; sums: Sums }) {
  const { number, duration } = useFormat();
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className={css.number}>{number(calls)}</td>
      <td className={css.number}>{number(outcomes.answered)}</td>
      <td className={css.number}>{number(outcomes.missed)}</td>
      <td className={css.number}>{duration(talkSeconds)}</td>
    </tr>
  );
}
