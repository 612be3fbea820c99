import { TextInput } from '@mantine/core';
import { useChange } from '../../../api/hooks.ts';
import { useSession } from '../../../session/session.tsx';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ShownOnce } from '../../../ui/once.tsx';
import { Choices, ProviderChoices, providersOf } from '../choices.tsx';
import { systemText } from '../text.ts';

/** A dialog that creates a key with some of the reader's own scopes, and shows its secret once. */
export function NewKey({ onClose }: { onClose: () => void }) {
  const text = useText(systemText);
  const own = useSession().scopes.filter((scope) => scope !== 'shared:read');
  const create = useChange('POST /v1/keys');

  function submit(fields: FormData) {
    const end = String(fields.get('end'));
    const providers = providersOf(fields);
    const ticked = fields.getAll('scopes');
    create.mutate({
      body: {
        name: String(fields.get('name')).trim(),
        scopes: own.filter((scope) => ticked.includes(scope)),
        ...(providers && { providers }),
        ...(end !== '' && { expiresAt: new Date(`${end}T00:00`).toISOString() }),
      },
    });
  }

  return (
    <Dialog
      title={text.newKey}
      action={text.createKey}
      error={create.error}
      isPending={create.isPending}
      result={create.data && <ShownOnce lead={text.secretOnce} secret={create.data.secret} />}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextInput name="name" label={text.name} maxLength={100} required data-autofocus />
      <Choices
        name="scopes"
        legend={text.scopes}
        hint={text.scopesHelp}
        options={own.map((scope) => ({ value: scope, label: scope }))}
        chosen={['calls:read', 'reports:read']}
      />
      <ProviderChoices chosen={null} />
      <TextInput name="end" type="date" label={text.ends} description={text.endHelp} />
    </Dialog>
  );
}
