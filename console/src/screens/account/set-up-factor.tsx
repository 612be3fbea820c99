import { Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { PasswordStep } from './password-step.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { ScanStep } from './scan-step.tsx';
import { accountText } from './text.ts';

/** A dialog that sets the second factor up: the password, the app's secret, a code of the app, and the recovery codes. */
export function SetUpFactor({ onClose }: { onClose: () => void }) {
  const text = useText(accountText);
  const words = useText(common);
  // Nothing on screen changes before the code is confirmed.
  const begin = useMutation({
    mutationFn: (password: string) => call('POST /v1/session/totp', { body: { password } }),
  });
  const confirm = useChange('POST /v1/session/totp/confirm');
  const codes = confirm.data?.recoveryCodes;
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={!codes}
      title={codes ? text.recovery : text.factor}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {codes ? (
        <RecoveryCodes codes={codes} onClose={onClose} />
      ) : begin.data ? (
        <ScanStep
          {...begin.data}
          error={confirm.error}
          isPending={confirm.isPending}
          onEnter={(code) => confirm.mutate({ body: { code } })}
        />
      ) : (
        <PasswordStep
          lead={text.factorLead}
          action={text.proceed}
          error={begin.error}
          isPending={begin.isPending}
          onEnter={(password) => begin.mutate(password)}
        />
      )}
    </Modal>
  );
}
