import { Button } from '@mantine/core';
import { BellRing, ChevronRight, Megaphone, Plus, Send } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderQuery } from '../../shell/provider.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import list from '../../ui/list.module.css';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { NewAlert } from './new-alert.tsx';
import { NewWebhook } from './new-webhook.tsx';
import { NewPlatform } from './platforms/new-platform.tsx';
import { platformText } from './platforms/text.ts';
import { ConsumerState } from './state.tsx';
import { consumersText } from './text.ts';

const REFRESH = { refetchInterval: 10_000 };

export default function Consumers() {
  const text = useText(consumersText);
  const platforms = useText(platformText);
  const provider = useProviderQuery();
  const { providers } = useNames();
  const canAdd = useSession().can('consumers:write') && providers.length > 0;
  const [adding, setAdding] = useState<'webhook' | 'platform' | 'alert' | null>(null);
  const { data, error, isPending, refetch } = useRead(
    'GET /v1/consumers',
    { query: { ...provider, limit: 1000 } },
    REFRESH,
  );
  const consumers = data?.data ?? [];
  const add = canAdd && (
    <>
      <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding('webhook')}>
        {text.add}
      </Button>
      <Button
        variant="default"
        leftSection={<Megaphone size={15} aria-hidden="true" />}
        onClick={() => setAdding('platform')}
      >
        {platforms.add}
      </Button>
      <Button
        variant="default"
        leftSection={<BellRing size={15} aria-hidden="true" />}
        onClick={() => setAdding('alert')}
      >
        {text.addAlert}
      </Button>
    </>
  );
  return (
    <Page title={text.title} lead={text.lead} actions={consumers.length > 0 && add}>
      {isPending && <Loading />}
      {!data && <Failure error={error} onRetry={() => void refetch()} />}
      {data && consumers.length === 0 && (
        <Card>
          <Empty icon={<Send size={22} />} title={text.none} actions={add}>
            {text.noneLead}
          </Empty>
        </Card>
      )}
      {consumers.length > 0 && (
        <Card flush>
          <ul className={list.list}>
            {consumers.map((consumer) => (
              <li key={consumer.id}>
                <Link href={`/consumers/${consumer.id}`}>
                  <span className={list.name}>{consumer.name}</span>
                  <span className={list.quiet}>{text.kinds[consumer.kind]}</span>
                </Link>
                <ConsumerState state={consumer.state} />
                <ChevronRight size={16} aria-hidden="true" />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {adding === 'webhook' && <NewWebhook onClose={() => setAdding(null)} />}
      {adding === 'platform' && <NewPlatform onClose={() => setAdding(null)} />}
      {adding === 'alert' && <NewAlert onClose={() => setAdding(null)} />}
    </Page>
  );
}
