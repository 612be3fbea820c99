import { useLocation, useParams } from 'wouter';
import type { Call } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useSession } from '../../session/session.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Caller } from '../../ui/caller.tsx';
import { Failure } from '../../ui/failure.tsx';
import { KeyHelp, useKeys } from '../../ui/keys.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Outcome } from '../../ui/marks.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { phoneText } from '../../ui/phone.tsx';
import css from './call.module.css';
import { Facts } from './facts.tsx';
import { Origin } from './origin.tsx';
import { Result } from './result.tsx';
import { storyOf } from './story.ts';
import { callText } from './text.ts';
import { Timeline } from './timeline.tsx';
import { useDeliveries } from './use-deliveries.ts';
import { useWords } from './use-words.ts';

/** A call that has not ended changes within seconds; a note of a colleague may come later. */
const REFRESH_MS = 4000;

export default function CallPage() {
  const text = useText(callText);
  const { id = '' } = useParams();
  const { data, error, refetch } = useRead(
    'GET /v1/calls/{id}',
    { params: { id } },
    { refetchInterval: REFRESH_MS },
  );
  const back = <BackLink to="/calls" label={text.back} />;
  if (data?.id === id) return <Story call={data} back={back} />;
  const isUnknown = error instanceof ApiProblem && error.problem.code === 'not_found';
  return (
    <div>
      {back}
      <Page title={isUnknown ? text.notFound : text.one}>
        {!error && <Loading />}
        {isUnknown ? <p>{text.notFoundLead}</p> : <Failure error={error} onRetry={() => void refetch()} />}
      </Page>
    </div>
  );
}

function Story({ call, back }: { call: Call; back: React.ReactNode }) {
  const text = useText(callText);
  const { can } = useSession();
  const { zone } = useNames();
  const { longDay, timeWithSeconds } = useFormat();
  const words = useWords();
  const [, go] = useLocation();
  useKeys({ Escape: () => (window.history.length > 1 ? window.history.back() : go('/calls')) });
  const deliveries = useDeliveries(call);
  const timeZone = zone(call.provider);
  const { data: record = null } = useRead(
    'GET /v1/attributions/{id}',
    { params: { id: call.attribution ?? '' } },
    { enabled: call.attribution !== null && can('attributions:read') },
  );
  return (
    <div>
      {back}
      <Page
        title={text.title(call.from === null ? '…' : phoneText(call.from))}
        heading={<Caller from={call.from} />}
        lead={
          <span className={css.lead}>
            <Outcome {...call} />
            <span>
              {longDay(call.at, timeZone)}, {timeWithSeconds(call.at, timeZone)}
            </span>
          </span>
        }
      >
        <div className={css.grid}>
          <div className={css.column}>
            <Card title={text.story} className={css.story}>
              <Timeline events={storyOf(call, record, deliveries, words)} timeZone={timeZone} />
            </Card>
            <Result call={call} timeZone={timeZone} />
          </div>
          <div className={css.column}>
            <Origin call={call} record={record} />
            <Facts call={call} timeZone={timeZone} />
          </div>
        </div>
        <KeyHelp keys={[['Esc', text.backToList]]} />
      </Page>
    </div>
  );
}
