import { NativeSelect } from '@mantine/core';
import type { ApiKey } from '../../../../../tools/client/operations.ts';
import { useChange } from '../../../api/hooks.ts';
import { useText } from '../../../text/language.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { ShownOnce } from '../../../ui/once.tsx';
import { systemText } from '../text.ts';

/** A dialog that gives a key a new secret and shows it once. */
export function NewSecret({ of: { id, name }, onClose }: { of: ApiKey; onClose: () => void }) {
  const text = useText(systemText);
  const renew = useChange('POST /v1/keys/{id}/secret');
  return (
    <Dialog
      title={`${text.newSecret}: ${name}`}
      lead={text.newSecretLead}
      action={text.makeSecret}
      error={renew.error}
      isPending={renew.isPending}
      result={renew.data && <ShownOnce lead={text.secretOnce} secret={renew.data.secret} />}
      onSubmit={(fields) =>
        renew.mutate({ params: { id }, body: { formerForSeconds: Number(fields.get('grace')) } })
      }
      onClose={onClose}
    >
      <NativeSelect
        name="grace"
        label={text.grace}
        defaultValue="86400"
        data={Object.entries(text.graces).map(([value, label]) => ({ value, label }))}
      />
    </Dialog>
  );
}
