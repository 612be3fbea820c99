import { Modal } from '@mantine/core';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { PasswordStep } from './password-step.tsx';
import { accountText } from './text.ts';

/** A dialog that removes the second factor of the reader, who enters the password for it. */
export function RemoveFactor({ onClose }: { onClose: () => void }) {
  const text = useText(accountText);
  const words = useText(common);
  const removal = useChange('POST /v1/session/totp/removal');
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.removeFactor}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <PasswordStep
        lead={text.removeLead}
        action={text.remove}
        error={removal.error}
        isPending={removal.isPending}
        onEnter={(password) => removal.mutate({ body: { password } }, { onSuccess: onClose })}
      />
    </Modal>
  );
}
