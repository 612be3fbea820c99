import type { Person } from '../../../../../tools/client/operations.ts';
import { useSession } from '../../../session/session.tsx';
import { OWN_ZONE, useFormat } from '../../../text/format.ts';
import { useText } from '../../../text/language.ts';
import { roleText } from '../../../text/roles.ts';
import { Tag } from '../../../ui/marks.tsx';
import { Row, RowAction } from '../../../ui/rows.tsx';
import { useProviderNames } from '../choices.tsx';
import { systemText } from '../text.ts';
import type { PersonStep } from './dialogs.tsx';

type RowProps = { of: Person; onOpen: ((step: PersonStep) => void) | null };

/** A person with role and providers, and what can be done for the person. */
export function PersonRow({ of, onOpen }: RowProps) {
  const text = useText(systemText);
  const { roles } = useText(roleText);
  const { moment } = useFormat();
  const namesOf = useProviderNames();
  const self = useSession();
  const { id, name, email, role, providers, seesCallers, createdAt, lastSeenAt, isInvited } = of;
  const steps = [
    ['sessions', text.sessions],
    ['invitation', text.inviteAgain],
    ['password-reset', text.reset],
    ['second-factor', text.removeFactor],
  ] as const;
  return (
    <Row
      name={name}
      tags={
        <>
          <Tag tone={role === 'owner' ? 'accent' : undefined}>{roles[role]}</Tag>
          {id === self.id && <Tag>{text.you}</Tag>}
        </>
      }
      lines={[
        email,
        [
          namesOf(providers),
          seesCallers && role === 'viewer' && text.seesCallers,
          text.made(moment(createdAt, OWN_ZONE)),
          isInvited && text.isInvited,
          lastSeenAt && text.lastSeen(moment(lastSeenAt, OWN_ZONE)),
        ]
          .filter(Boolean)
          .join(' · '),
      ]}
    >
      {onOpen && (
        <>
          <RowAction of={name} onClick={() => onOpen('change')}>
            {text.change}
          </RowAction>
          {steps.map(([step, label]) => (
            <RowAction key={step} of={name} onClick={() => onOpen(step)}>
              {label}
            </RowAction>
          ))}
          <RowAction of={name} onClick={() => onOpen('removal')}>
            {text.remove}
          </RowAction>
        </>
      )}
    </Row>
  );
}
