import { Button } from '@mantine/core';
import { ChevronRight, Globe, Plus } from 'lucide-react';
import { Link } from 'wouter';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderChoice } from '../../shell/provider.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import css from '../../ui/list.module.css';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { ProviderZone } from './provider-zone.tsx';
import { sitesText } from './text.ts';

export default function Sites() {
  const text = useText(sitesText);
  const { number } = useFormat();
  const { sites, provider, providers, isReady } = useNames();
  const { provider: chosen } = useProviderChoice();
  const canWrite = useSession().can('setup:write');
  const shown = sites.filter((site) => chosen === null || site.provider === chosen);
  const zoned = chosen === null ? (providers.length === 1 ? providers[0] : undefined) : provider(chosen);
  const add = canWrite && (
    <Button component={Link} href="/sites/new" leftSection={<Plus size={15} aria-hidden="true" />}>
      {text.add}
    </Button>
  );
  return (
    <Page title={text.title} lead={text.lead} actions={shown.length > 0 && add}>
      {!isReady && <Loading />}
      {isReady && shown.length === 0 && (
        <Card>
          <Empty icon={<Globe size={22} />} title={text.none} actions={add}>
            {text.noneLead}
          </Empty>
        </Card>
      )}
      {shown.length > 0 && (
        <Card flush>
          <ul className={css.list}>
            {shown.map((site) => (
              <li key={site.id}>
                <Link href={`/sites/${site.id}`}>
                  <span className={css.name}>{site.name}</span>
                  <span className={css.quiet}>
                    {providers.length > 1 && `${provider(site.provider)?.name} · `}
                    {site.origins.map((origin) => origin.replace(/^https?:\/\//, '')).join(', ')}
                  </span>
                </Link>
                <span className={css.quiet}>{text.endpoints(number(site.endpoints.length))}</span>
                <ChevronRight size={16} aria-hidden="true" />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {isReady && canWrite && zoned && <ProviderZone provider={zoned} />}
    </Page>
  );
}
