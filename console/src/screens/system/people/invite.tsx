import { TextInput } from '@mantine/core';
import { useChange } from '../../../api/hooks.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { systemText } from '../text.ts';
import { LinkShown } from './link-shown.tsx';
import { RoleFields, rightsOf } from './role-fields.tsx';

/** A dialog that invites a person. Without a mail server it shows the link once. */
export function Invite({ onClose }: { onClose: () => void }) {
  const text = useText(systemText);
  const invite = useChange('POST /v1/people');

  function submit(fields: FormData) {
    const entered = (name: string) => String(fields.get(name)).trim();
    const { providers, ...rights } = rightsOf(fields);
    const body = {
      name: entered('name'),
      email: entered('email'),
      ...rights,
      ...(providers && { providers }),
    };
    invite.mutate({ body });
  }

  return (
    <Dialog
      {...invite}
      title={text.invite}
      action={text.sendInvitation}
      result={invite.data && <LinkShown link={invite.data.invitation} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput name="name" label={text.name} maxLength={100} autoComplete="off" required data-autofocus />
      <TextInput name="email" type="email" label={text.email} autoComplete="off" required />
      <RoleFields of={{ role: 'viewer', providers: null, seesCallers: false }} />
    </Dialog>
  );
}
