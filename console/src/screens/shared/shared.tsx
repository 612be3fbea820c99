import { useQuery } from '@tanstack/react-query';
import { Link2Off } from 'lucide-react';
import { useState } from 'react';
import { isProblem } from '../../api/problem.ts';
import { LanguageSelect } from '../../shell/preferences.tsx';
import { OWN_ZONE, useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import icon from '../../theme/icon.svg';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { type ReadShared, readerOf } from './read-shared.ts';
import css from './shared.module.css';
import { SharedCalls } from './shared-calls.tsx';
import { SharedReport } from './shared-report.tsx';
import { sharedText } from './text.ts';

/** The page of a share link. Its bearer reads calls or a report without signing in. The secret stands behind the `#`. */
export default function SharedPage() {
  const [read] = useState(() => readerOf(window.location.hash.slice(1)));
  return (
    <div className={css.frame}>
      <header className={css.top}>
        <span className={css.brand}>
          <img src={icon} alt="" />
          Ringtrail
        </span>
        <LanguageSelect />
      </header>
      <main>
        <Content read={read} />
      </main>
    </div>
  );
}

function Content({ read }: { read: ReadShared }) {
  const text = useText(sharedText);
  const { moment } = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['GET /v1/shared', read],
    queryFn: () => read('GET /v1/shared', {}),
  });
  if (isProblem(error, 'unauthorized') || isProblem(error, 'forbidden')) return <Gone />;
  if (!data)
    return (
      <Page title={text.title}>
        {!error && <Loading />}
        <Failure error={error} onRetry={() => void refetch()} />
      </Page>
    );
  const { name, shows, provider, expiresAt, query, timeZone } = data;
  return (
    <Page
      title={name}
      lead={`${text.shows[shows](provider.name)}. ${text.until(moment(expiresAt, OWN_ZONE))}`}
    >
      {shows === 'calls' ? (
        <SharedCalls read={read} />
      ) : (
        <SharedReport read={read} by={query.by?.split(',') ?? []} timeZone={timeZone ?? OWN_ZONE} />
      )}
    </Page>
  );
}

function Gone() {
  const text = useText(sharedText);
  return (
    <Page title={text.title}>
      <Card>
        <Empty icon={<Link2Off size={22} />} title={text.gone}>
          {text.goneLead}
        </Empty>
      </Card>
    </Page>
  );
}
