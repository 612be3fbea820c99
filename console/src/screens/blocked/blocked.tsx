import { Ban } from 'lucide-react';
import type { Block } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useProviderQuery } from '../../shell/provider.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Caller } from '../../ui/caller.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card, Empty, Page } from '../../ui/page.tsx';
import { Row, RowAction, Rows } from '../../ui/rows.tsx';
import { BlockNumber } from './block-number.tsx';
import { blockedText } from './text.ts';

/** The blocked callers of the provider: who blocked each, when and why, and the way to let one through again. */
export default function Blocked() {
  const text = useText(blockedText);
  const { can } = useSession();
  const provider = useProviderQuery();
  const { data, error, refetch } = useRead('GET /v1/blocks', { query: { ...provider, limit: 1000 } });
  return (
    <div>
      <BackLink to="/calls" label={text.calls} />
      <Page title={text.title} lead={text.lead}>
        {can('calls:write') && <BlockNumber />}
        <Card flush>
          {!data && !error && <Loading lines={3} />}
          {!data && <Failure error={error} onRetry={() => void refetch()} />}
          {data && data.data.length > 0 && (
            <Rows>
              {data.data.toReversed().map((block) => (
                <BlockRow key={block.id} of={block} />
              ))}
            </Rows>
          )}
          {data?.data.length === 0 && (
            <Empty icon={<Ban size={22} />} title={text.nobody}>
              {text.nobodyLead}
            </Empty>
          )}
        </Card>
      </Page>
    </div>
  );
}

function BlockRow({ of: { id, caller, provider, by, note, createdAt } }: { of: Block }) {
  const text = useText(blockedText);
  const { can } = useSession();
  const { zone, providers, provider: providerOf } = useNames();
  const { moment } = useFormat();
  const remove = useChange('DELETE /v1/blocks/{id}');
  return (
    <Row
      name={<Caller from={caller} />}
      lines={[
        note,
        text.by(by.name, moment(createdAt, zone(provider))),
        providers.length > 1 && providerOf(provider)?.name,
        remove.error && <Failure key="failure" error={remove.error} />,
      ]}
    >
      {can('calls:write') && (
        <RowAction of={caller} loading={remove.isPending} onClick={() => remove.mutate({ params: { id } })}>
          {text.unblock}
        </RowAction>
      )}
    </Row>
  );
}
