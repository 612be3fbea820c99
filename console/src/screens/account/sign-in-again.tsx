import { Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { SESSION_KEY, useRead } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import form from '../../ui/form.module.css';
import { WaysIn } from '../sign-in/ways-in.tsx';
import { accountText } from './text.ts';

/** A dialog in which the reader signs in again. The gateway ends the older session of this browser. */
export function SignInAgain({ onClose, onSignedIn }: { onClose: () => void; onSignedIn: () => void }) {
  const text = useText(accountText);
  const words = useText(common);
  const cache = useQueryClient();
  const { email } = useSession();
  const { data: ways } = useRead('GET /v1/sign-in', {});

  /** Reads the new session's token first: the step needs it. */
  async function proceed() {
    await cache.refetchQueries({ queryKey: SESSION_KEY });
    onSignedIn();
  }

  return (
    <Modal opened onClose={onClose} title={text.again} closeButtonProps={{ 'aria-label': words.close }}>
      <div className={form.form}>
        <p className={form.quiet}>{text.againLead}</p>
        {ways && <WaysIn {...ways} email={email} onSignedIn={proceed} />}
      </div>
    </Modal>
  );
}
