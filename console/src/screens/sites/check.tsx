import { CircleCheck, CircleDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Card } from '../../ui/page.tsx';
import css from './sites.module.css';
import { TestCall, useTestCalls } from './test-call.tsx';
import { sitesText } from './text.ts';

const REFRESH = { refetchInterval: 3000 };
const LATEST = 50;

/** Waits for a visitor on a page of the site, and for a call. */
export function Check({ site }: { site: SiteWithEndpoints }) {
  const text = useText(sitesText);
  const { number } = useFormat();
  const { can } = useSession();
  const state = useRead(
    'GET /v1/pools/{id}/state',
    { params: { id: site.pool }, query: { site: site.id } },
    REFRESH,
  );
  const calls = useRead(
    'GET /v1/calls',
    { query: { provider: site.provider, limit: LATEST } },
    {
      ...REFRESH,
      enabled: can('calls:read'),
    },
  );
  const { isAllowed } = useTestCalls();
  const page = site.origins.find((origin) => !origin.includes('*'));
  const visitors = state.data?.activeSessions ?? 0;
  const call = calls.data?.data.find((one) => one.site === site.id || leadsTo(site, one.endpoint));
  return (
    <Card title={text.check}>
      <ol className={css.check}>
        <Step isDone={visitors > 0} title={text.checkVisit}>
          {visitors > 0 ? text.visitSeen(number(visitors)) : text.visitWaiting}{' '}
          {page && (
            <a href={page} target="_blank" rel="noreferrer">
              {text.openPage}
            </a>
          )}
        </Step>
        <Step isDone={call !== undefined} title={text.checkCall}>
          {call ? (
            <>
              {text.callSeen} <Link href={`/calls/${call.id}`}>{text.openCall}</Link>
            </>
          ) : (
            text.callWaiting
          )}
        </Step>
      </ol>
      {isAllowed && <TestCall site={site} />}
    </Card>
  );
}

/** A call to a number that no page has shown yet belongs to no site, and leads to an endpoint. */
function leadsTo({ endpoints }: SiteWithEndpoints, endpoint: string | null): boolean {
  return endpoints.some(({ id }) => id === endpoint);
}

function Step({ isDone, title, children }: { isDone: boolean; title: string; children: ReactNode }) {
  return (
    <li data-done={isDone}>
      {isDone ? <CircleCheck size={20} aria-hidden="true" /> : <CircleDashed size={20} aria-hidden="true" />}
      <div aria-live="polite">
        <p className={css.name}>{title}</p>
        <p className={css.quiet}>{children}</p>
      </div>
    </li>
  );
}
