import { Button } from '@mantine/core';
import { PhoneIncoming } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Call } from '../../../../tools/client/operations.ts';
import { useSession } from '../../session/session.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Caller } from '../../ui/caller.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Figure, FigureRow } from '../../ui/figures.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Outcome } from '../../ui/marks.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { CameFrom, pagePath } from '../../ui/visit.tsx';
import { CallTable } from '../calls/table.tsx';
import { PoolGauge } from '../numbers/gauge.tsx';
import { DemoNotice } from './demo.tsx';
import css from './live.module.css';
import { liveText } from './text.ts';
import { useLive } from './use-live.ts';

export default function Live() {
  const text = useText(liveText);
  const live = useLive();
  const { calls } = live;
  if (!calls.data) {
    return (
      <Page title={text.title} lead={text.lead}>
        {calls.isPending ? <Loading /> : <Failure error={calls.error} onRetry={() => void calls.refetch()} />}
      </Page>
    );
  }
  const latest = calls.data.data;
  if (latest.length === 0) return <NothingYet />;
  return (
    <Page title={text.title} lead={text.lead}>
      <DemoNotice />
      <Counts {...live} />
      <OnTheLine calls={latest.filter(({ state }) => state !== 'ended')} />
      <div className={css.grid}>
        <Card title={text.latest} flush aside={<Link href="/calls">{text.allCalls}</Link>}>
          <CallTable calls={latest} />
        </Card>
        <div className={css.pools}>
          {live.pools.map(({ pool, state }) => (
            <Card key={pool.id} title={pool.name}>
              <PoolGauge state={state} />
            </Card>
          ))}
        </div>
      </div>
    </Page>
  );
}

function Counts({ today, lastWeek, pools }: ReturnType<typeof useLive>) {
  const text = useText(liveText);
  const { number, percent } = useFormat();
  const sum = (of: (state: (typeof pools)[number]['state']) => number) =>
    pools.reduce((total, { state }) => total + of(state), 0);
  // The pools of a provider share its visitors.
  const visitors = new Map(pools.map(({ pool, state }) => [pool.provider, state.activeSessions]));
  const rang = today ? today.calls - today.outcomes.blocked : 0;
  return (
    <FigureRow>
      <Figure name={text.today} detail={lastWeek && text.lastWeek(number(lastWeek.calls))}>
        {today ? number(today.calls) : '–'}
      </Figure>
      <Figure name={text.answered}>
        {today && rang > 0 ? percent(today.outcomes.answered / rang) : '–'}
      </Figure>
      <Figure name={text.visitors} detail={text.visitorsLead}>
        {number([...visitors.values()].reduce((total, of) => total + of, 0))}
      </Figure>
      <Figure name={text.free} detail={text.freeOf(number(sum(({ numbers }) => numbers.total)))}>
        {number(sum(({ numbers }) => numbers.free + numbers.resting))}
      </Figure>
    </FigureRow>
  );
}

/** The calls that ring or are answered now. */
function OnTheLine({ calls }: { calls: readonly Call[] }) {
  const text = useText(liveText);
  const { duration } = useFormat();
  return (
    <Card title={text.now}>
      {calls.length === 0 && <p className={css.quiet}>{text.quiet}</p>}
      <ul className={css.line} aria-live="polite">
        {calls.map((call) => (
          <li key={call.id}>
            <Link href={`/calls/${call.id}`}>
              <Caller from={call.from} />
            </Link>
            <Outcome {...call} />
            <span className={css.quiet}>
              {text.since(duration((Date.now() - Date.parse(call.at)) / 1000))}
            </span>
            {call.visit && (
              <>
                <CameFrom visit={call.visit} />
                <span>{call.visit.landingPage && pagePath(call.visit.landingPage)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function NothingYet(): ReactNode {
  const text = useText(liveText);
  const { can } = useSession();
  return (
    <Page title={text.title} lead={text.lead}>
      <DemoNotice />
      <Card>
        <Empty
          icon={<PhoneIncoming size={22} />}
          title={text.noCalls}
          actions={
            can('setup:write') && (
              <Button component={Link} href="/sites/new">
                {text.addSite}
              </Button>
            )
          }
        >
          {text.noCallsLead}
        </Empty>
      </Card>
    </Page>
  );
}
