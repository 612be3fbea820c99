import { Button } from '@mantine/core';
import type { BrowserCheck as Check, SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { phoneText } from '../../ui/phone.tsx';
import { browserCheckText } from './browser-check-text.ts';
import { type Verdict, verdictOf } from './browser-verdict.ts';
import { AddOrigin } from './findings.tsx';
import css from './installation.module.css';

const REFRESH_MS = 1500;

/** Opens a page of the site in a tab of the reader's browser, and shows what its tags ask the gateway for. */
export function BrowserCheck({ site, addressOf }: { site: SiteWithEndpoints; addressOf: () => string }) {
  const text = useText(browserCheckText);
  const begin = useChange('POST /v1/sites/{id}/browser-checks');

  function start() {
    begin.mutate(
      { params: { id: site.id }, body: { url: addressOf() } },
      { onSuccess: ({ url }) => void window.open(url, '_blank', 'noopener,noreferrer') },
    );
  }

  return (
    <div className={css.result}>
      <div className={css.buttons}>
        <Button variant="default" loading={begin.isPending} onClick={start}>
          {text.start}
        </Button>
      </div>
      <p className={css.quiet}>{text.lead}</p>
      <Failure error={begin.error} />
      {begin.data && <Result key={begin.data.id} begun={begin.data} site={site} />}
    </div>
  );
}

function Result({ begun, site }: { begun: Check; site: SiteWithEndpoints }) {
  const text = useText(browserCheckText);
  const { data = begun, error } = useRead(
    'GET /v1/browser-checks/{id}',
    { params: { id: begun.id } },
    { refetchInterval: ({ state }) => (state.data && hasEnded(state.data) ? false : REFRESH_MS) },
  );
  const check = data.id === begun.id ? data : begun;
  const verdict = verdictOf(check);
  return (
    <div className={css.result} aria-live="polite">
      <p className={css.verdict} data-ok={verdict === 'works'} data-unread={UNSURE.has(verdict)}>
        <strong>{text.verdicts[verdict]}</strong>{' '}
        <a href={check.url} target="_blank" rel="noreferrer">
          {text.open}
        </a>
      </p>
      <Failure error={error} />
      <ul>
        {check.requests.map((request, place) => (
          <li key={`${request.at} ${place}`}>
            <Request of={request} begunAt={check.begunAt} site={site} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const UNSURE: ReadonlySet<Verdict> = new Set(['waiting', 'late', 'analytics_only', 'none']);

/** The gateway forgets a check at its end, so its last answer stays. */
function hasEnded({ at, expiresAt }: Check): boolean {
  return Date.parse(at) + REFRESH_MS >= Date.parse(expiresAt);
}

type RequestProps = { of: Check['requests'][number]; begunAt: string; site: SiteWithEndpoints };

function Request({ of, begunAt, site }: RequestProps) {
  const text = useText(browserCheckText);
  const { duration } = useFormat();
  const { at, type, endpoint, number, keyedBy, reason, problem, origin, hasSession } = of;
  const after = text.after(duration((Date.parse(at) - Date.parse(begunAt)) / 1000));
  const own = site.endpoints.find((one) => one.id === endpoint || one.number === endpoint);
  const name = own?.name ?? endpoint ?? '';
  return (
    <>
      {type === 'page' && text.visit}
      {type === 'allocation' && number && text.shows(name, phoneText(number), text.rungs[keyedBy ?? 'none'])}
      {type === 'allocation' && !number && problem === null && text.without(name, text.reasons[reason ?? ''])}
      {problem === 'origin_not_allowed' && text.refusedOrigin(origin ?? '')}
      {problem !== null && problem !== 'origin_not_allowed' && text.refused(problem)} {after}{' '}
      {!hasSession && text.noConsent}
      {problem === 'origin_not_allowed' && origin && <AddOrigin site={site} origin={origin} />}
    </>
  );
}
