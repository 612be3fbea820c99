import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Share } from '../../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../../api/hooks.ts';
import { useNames } from '../../../api/names.ts';
import { useSession } from '../../../session/session.tsx';
import { useProviderQuery } from '../../../shell/provider.tsx';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Row, RowAction } from '../../../ui/rows.tsx';
import { SectionCard } from '../section-card.tsx';
import { systemText } from '../text.ts';
import { NewShareLink } from './new-share.tsx';

/** The share links, with what each shows and until when. */
export function Shares() {
  const text = useText(systemText);
  const provider = useProviderQuery();
  const { providers } = useNames();
  const canWrite = useSession().can('shares:write') && providers.length > 0;
  const [isAdding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Share | null>(null);
  const { data, error, refetch } = useRead('GET /v1/shares', { query: { ...provider, limit: 1000 } });
  const add = (
    <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {text.newShare}
    </Button>
  );
  return (
    <SectionCard
      lead={text.sharesLead}
      action={canWrite && add}
      count={data?.data.length}
      none={text.noShares}
      error={error}
      onRetry={() => void refetch()}
    >
      {data?.data.map((share) => (
        <ShareRow key={share.id} of={share} onRevoke={canWrite ? () => setRevoking(share) : null} />
      ))}
      {isAdding && <NewShareLink onClose={() => setAdding(false)} />}
      {revoking && <Revoke of={revoking} onClose={() => setRevoking(null)} />}
    </SectionCard>
  );
}

function ShareRow({ of, onRevoke }: { of: Share; onRevoke: (() => void) | null }) {
  const text = useText(systemText);
  const { moment } = useFormat();
  const { provider } = useNames();
  const { name, shows, provider: owner, createdAt, expiresAt } = of;
  return (
    <Row
      name={name}
      lines={[
        `${text.showing[shows]} · ${provider(owner)?.name ?? owner}`,
        `${text.endsOn(moment(expiresAt, OWN_ZONE))} · ${text.made(moment(createdAt, OWN_ZONE))}`,
      ]}
    >
      {onRevoke && (
        <RowAction of={name} onClick={onRevoke}>
          {text.revoke}
        </RowAction>
      )}
    </Row>
  );
}

function Revoke({ of: { id, name }, onClose }: { of: Share; onClose: () => void }) {
  const text = useText(systemText);
  const removal = useChange('DELETE /v1/shares/{id}');
  return (
    <Dialog
      {...removal}
      title={text.revokeTitle(name)}
      lead={text.revokeLead}
      action={text.revoke}
      isDanger
      onSubmit={() => removal.mutate({ params: { id } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
