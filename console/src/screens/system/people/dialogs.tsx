import type { ReactNode } from 'react';
import type { Person } from '../../../../../tools/client/operations.ts';
import { useChange } from '../../../api/hooks.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { systemText } from '../text.ts';
import { ChangePerson } from './change-person.tsx';
import { LinkShown } from './link-shown.tsx';
import { PersonSessions } from './person-sessions.tsx';

export type PersonStep =
  | 'change'
  | 'sessions'
  | 'invitation'
  | 'password-reset'
  | 'second-factor'
  | 'removal';
type StepProps = { of: Person; onClose: () => void };

const STEPS: Record<PersonStep, (props: StepProps) => ReactNode> = {
  change: ChangePerson,
  sessions: PersonSessions,
  invitation: InviteAgain,
  'password-reset': ResetPassword,
  'second-factor': RemoveFactor,
  removal: RemovePerson,
};

/** The dialog of a step for a person. */
export function PersonDialog({ step, ...props }: StepProps & { step: PersonStep }) {
  const Step = STEPS[step];
  return <Step {...props} />;
}

function InviteAgain({ of: { id, name }, onClose }: StepProps) {
  const text = useText(systemText);
  const invite = useChange('POST /v1/people/{id}/invitation');
  return (
    <Dialog
      {...invite}
      title={`${text.inviteAgain}: ${name}`}
      lead={text.inviteAgainLead}
      action={text.makeLink}
      result={invite.data && <LinkShown link={invite.data} />}
      onSubmit={() => invite.mutate({ params: { id } })}
      onClose={onClose}
    />
  );
}

function ResetPassword({ of: { id, name }, onClose }: StepProps) {
  const text = useText(systemText);
  const reset = useChange('POST /v1/people/{id}/password-reset');
  return (
    <Dialog
      {...reset}
      title={`${text.reset}: ${name}`}
      lead={text.resetLead}
      action={text.makeLink}
      result={reset.data && <LinkShown link={reset.data} />}
      onSubmit={() => reset.mutate({ params: { id } })}
      onClose={onClose}
    />
  );
}

function RemoveFactor({ of: { id, name }, onClose }: StepProps) {
  const text = useText(systemText);
  const removal = useChange('DELETE /v1/people/{id}/second-factor');
  return (
    <Dialog
      {...removal}
      title={`${text.removeFactor}: ${name}`}
      lead={text.removeFactorLead}
      action={text.remove}
      isDanger
      onSubmit={() => removal.mutate({ params: { id } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function RemovePerson({ of: { id, name }, onClose }: StepProps) {
  const text = useText(systemText);
  const removal = useChange('DELETE /v1/people/{id}');
  return (
    <Dialog
      {...removal}
      title={text.removePerson(name)}
      lead={text.removePersonLead}
      action={text.remove}
      isDanger
      onSubmit={() => removal.mutate({ params: { id } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
