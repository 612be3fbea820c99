import { Link, useParams } from 'wouter';
import type { SiteWithEndpoints } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { Phone } from '../../ui/phone.tsx';
import { Check } from './check.tsx';
import { Installation } from './installation.tsx';
import { NewSite } from './new-site.tsx';
import { Origins } from './origins.tsx';
import css from './sites.module.css';
import { Snippet } from './snippet.tsx';
import { sitesText } from './text.ts';

/** A site with the code for its pages; `new` is the form that creates one. */
export default function SitePage() {
  const text = useText(sitesText);
  const { id = '' } = useParams();
  const { site, isReady } = useNames();
  const found = site(id);
  return (
    <div>
      <BackLink to="/sites" label={text.back} />
      {id === 'new' && isReady && <NewSite />}
      {id !== 'new' && found && <Details site={found} />}
      {!isReady && <Loading />}
      {id !== 'new' && isReady && !found && <Page title={text.notFound}>{null}</Page>}
    </div>
  );
}

function Details({ site }: { site: SiteWithEndpoints }) {
  const text = useText(sitesText);
  const canWrite = useSession().can('setup:write');
  return (
    <Page title={site.name} lead={site.origins.join(', ')}>
      <div className={css.grid}>
        <div className={css.column}>
          <Snippet site={site} />
          {canWrite && <Installation site={site} />}
          <Check site={site} />
        </div>
        <div className={css.column}>
          <Card title={text.calls}>
            <ul className={css.endpoints}>
              {site.endpoints.map((endpoint) => (
                <li key={endpoint.id}>
                  <span className={css.name}>{endpoint.name}</span>
                  <span className={css.quiet}>
                    {endpoint.number ? <Phone value={endpoint.number} /> : endpoint.sip}
                  </span>
                  <Link href={`/endpoints/${endpoint.id}`}>{text.routing}</Link>
                </li>
              ))}
            </ul>
          </Card>
          {canWrite && <Origins site={site} />}
        </div>
      </div>
    </Page>
  );
}
