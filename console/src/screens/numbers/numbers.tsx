import { Button } from '@mantine/core';
import { Hash, Plus } from 'lucide-react';
import { useState } from 'react';
import type { Pool } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderChoice } from '../../shell/provider.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { AddNumbers } from './add-numbers.tsx';
import { PoolGauge } from './gauge.tsx';
import { NewPool } from './new-pool.tsx';
import { NumberTable } from './number-table.tsx';
import css from './numbers.module.css';
import { PoolPlanner } from './plan.tsx';
import { PoolHistoryChart } from './pool-history.tsx';
import { numbersText } from './text.ts';

const REFRESH_MS = 5000;

export default function Numbers() {
  const text = useText(numbersText);
  const { pools, providers, isReady } = useNames();
  const { provider } = useProviderChoice();
  const canCreate = useSession().can('setup:write') && providers.length > 0;
  const [isCreating, setCreating] = useState(false);
  const shown = pools.filter((pool) => provider === null || pool.provider === provider);
  const newPool = canCreate && (
    <Button
      variant={shown.length > 0 ? 'default' : 'filled'}
      leftSection={<Plus size={15} aria-hidden="true" />}
      onClick={() => setCreating(true)}
    >
      {text.newPool}
    </Button>
  );
  return (
    <Page title={text.title} lead={text.lead} actions={shown.length > 0 && newPool}>
      {!isReady && <Loading />}
      {isReady && shown.length === 0 && (
        <Card>
          <Empty icon={<Hash size={22} />} title={text.noPools} actions={newPool}>
            {text.noPoolsLead}
          </Empty>
        </Card>
      )}
      {shown.map((pool) => (
        <PoolCard key={pool.id} pool={pool} />
      ))}
      {isCreating && <NewPool onClose={() => setCreating(false)} />}
    </Page>
  );
}

function PoolCard({ pool }: { pool: Pool }) {
  const text = useText(numbersText);
  const { number } = useFormat();
  const { provider, providers } = useNames();
  const canWrite = useSession().can('setup:write');
  const [isAdding, setAdding] = useState(false);
  const state = useRead(
    'GET /v1/pools/{id}/state',
    { params: { id: pool.id } },
    { refetchInterval: REFRESH_MS },
  );
  const numbers = useRead('GET /v1/numbers', { query: { pool: pool.id, limit: 1000 } });
  const all = (numbers.data?.data ?? []).toSorted((a, b) => a.number.localeCompare(b.number));
  return (
    <Card flush>
      <div className={css.head}>
        <div>
          <h2>{pool.name}</h2>
          <p className={css.quiet}>
            {providers.length > 1 && `${provider(pool.provider)?.name} · `}
            {text.total(number(all.length))}
          </p>
        </div>
        {canWrite && (
          <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
            {text.add}
          </Button>
        )}
      </div>
      {numbers.isPending ? (
        <Loading lines={3} />
      ) : all.length === 0 ? (
        <p className={css.none}>{text.noNumbers}</p>
      ) : (
        <>
          <div className={css.padded}>
            {state.data && <PoolGauge state={state.data} />}
            <PoolHistoryChart pool={pool} total={all.length} />
            <PoolPlanner pool={pool} />
          </div>
          <NumberTable numbers={all} />
        </>
      )}
      {isAdding && <AddNumbers pool={pool} onClose={() => setAdding(false)} />}
    </Card>
  );
}
