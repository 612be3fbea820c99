import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey } from '../../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../../api/hooks.ts';
import { useSession } from '../../../session/session.tsx';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Tag } from '../../../ui/marks.tsx';
import { Row, RowAction } from '../../../ui/rows.tsx';
import { useProviderNames } from '../choices.tsx';
import { SectionCard } from '../section-card.tsx';
import { systemText } from '../text.ts';
import { NewKey } from './new-key.tsx';
import { NewSecret } from './new-secret.tsx';

type Open = { dialog: 'secret' | 'end'; of: ApiKey } | null;

/** The keys, with what each opens and when it was used. */
export function Keys() {
  const text = useText(systemText);
  const canWrite = useSession().can('keys:write');
  const [isAdding, setAdding] = useState(false);
  const [open, setOpen] = useState<Open>(null);
  const { data, error, refetch } = useRead('GET /v1/keys', { query: { limit: 1000 } });
  const add = (
    <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setAdding(true)}>
      {text.newKey}
    </Button>
  );
  return (
    <SectionCard
      lead={text.keysLead}
      action={canWrite && add}
      count={data?.data.length}
      none={text.noKeys}
      error={error}
      onRetry={() => void refetch()}
    >
      {data?.data.map((key) => (
        <KeyRow key={key.id} of={key} onOpen={canWrite ? (dialog) => setOpen({ dialog, of: key }) : null} />
      ))}
      {isAdding && <NewKey onClose={() => setAdding(false)} />}
      {open?.dialog === 'secret' && <NewSecret of={open.of} onClose={() => setOpen(null)} />}
      {open?.dialog === 'end' && <EndKey of={open.of} onClose={() => setOpen(null)} />}
    </SectionCard>
  );
}

type RowProps = { of: ApiKey; onOpen: ((dialog: 'secret' | 'end') => void) | null };

function KeyRow({ of, onOpen }: RowProps) {
  const text = useText(systemText);
  const { moment } = useFormat();
  const namesOf = useProviderNames();
  const { id, name, scopes, providers, expiresAt, createdAt, formerUntil, lastUsedAt } = of;
  const at = (time: string) => moment(time, OWN_ZONE);
  return (
    <Row
      name={name}
      tags={id === 'admin' && <Tag>{text.firstKey}</Tag>}
      lines={[
        `${namesOf(providers)} · ${scopes.join(', ')}`,
        [
          lastUsedAt ? text.used(at(lastUsedAt)) : text.unused,
          text.made(at(createdAt)),
          expiresAt ? text.endsOn(at(expiresAt)) : text.endsNever,
        ].join(' · '),
        formerUntil && text.former(at(formerUntil)),
      ]}
    >
      {onOpen && (
        <>
          <RowAction of={name} onClick={() => onOpen('secret')}>
            {text.newSecret}
          </RowAction>
          <RowAction of={name} onClick={() => onOpen('end')}>
            {text.endKey}
          </RowAction>
        </>
      )}
    </Row>
  );
}

function EndKey({ of: { id, name }, onClose }: { of: ApiKey; onClose: () => void }) {
  const text = useText(systemText);
  const end = useChange('DELETE /v1/keys/{id}');
  return (
    <Dialog
      title={text.endKeyTitle(name)}
      lead={text.endKeyLead}
      action={text.endKey}
      isDanger
      error={end.error}
      isPending={end.isPending}
      onSubmit={() => end.mutate({ params: { id } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
