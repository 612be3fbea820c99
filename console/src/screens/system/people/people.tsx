import { Button } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { Person } from '../../../../../tools/client/operations.ts';
import { useRead } from '../../../api/hooks.ts';
import { useSession } from '../../../session/session.tsx';
import { useText } from '../../../text/language.ts';
import { SectionCard } from '../section-card.tsx';
import { systemText } from '../text.ts';
import { PersonDialog, type PersonStep } from './dialogs.tsx';
import { Invite } from './invite.tsx';
import { PersonRow } from './person-row.tsx';

/** The people with an account, and those who are invited. */
export function People() {
  const text = useText(systemText);
  const canWrite = useSession().can('people:write');
  const [isInviting, setInviting] = useState(false);
  const [open, setOpen] = useState<{ step: PersonStep; of: Person } | null>(null);
  const { data, error, refetch } = useRead('GET /v1/people', { query: { limit: 1000 } });
  const invite = (
    <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={() => setInviting(true)}>
      {text.invite}
    </Button>
  );
  return (
    <SectionCard
      lead={text.peopleLead}
      action={canWrite && invite}
      count={data?.data.length}
      none={text.noPeople}
      error={error}
      onRetry={() => void refetch()}
    >
      {data?.data.map((person) => (
        <PersonRow
          key={person.id}
          of={person}
          onOpen={canWrite ? (step) => setOpen({ step, of: person }) : null}
        />
      ))}
      {isInviting && <Invite onClose={() => setInviting(false)} />}
      {open && <PersonDialog {...open} onClose={() => setOpen(null)} />}
    </SectionCard>
  );
}
