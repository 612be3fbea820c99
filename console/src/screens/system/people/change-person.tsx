import { TextInput } from '@mantine/core';
import type { Person } from '../../../../../tools/client/operations.ts';
import { useChange } from '../../../api/hooks.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { systemText } from '../text.ts';
import { RoleFields, rightsOf } from './role-fields.tsx';

/** A dialog that changes a person's name, role and providers. They count at once, for running sessions too. */
export function ChangePerson({ of, onClose }: { of: Person; onClose: () => void }) {
  const text = useText(systemText);
  const change = useChange('PATCH /v1/people/{id}');

  function submit(fields: FormData) {
    const body = { name: String(fields.get('name')).trim(), ...rightsOf(fields) };
    change.mutate({ params: { id: of.id }, body }, { onSuccess: onClose });
  }

  return (
    <Dialog
      {...change}
      title={text.changeTitle(of.name)}
      action={text.save}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput name="name" label={text.name} maxLength={100} defaultValue={of.name} required />
      <RoleFields of={of} />
    </Dialog>
  );
}
