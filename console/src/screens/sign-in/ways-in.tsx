import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { Body } from '../../api/client.ts';
import { canUsePasskeys, signInByPasskey } from '../../api/passkey.ts';
import { rememberPage } from '../../session/return.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { PasswordForm } from './password-form.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

type Ways = Pick<Body<'GET /v1/sign-in'>, 'oidc' | 'passkeys'>;
type WaysProps = Ways & {
  /** The address of a reader who signs in again. */
  email?: string | null;
  onSignedIn: () => Promise<void>;
};

/** The ways in for people: by password, by passkey, and by the company's own sign-in. */
export function WaysIn({ oidc, passkeys, email = null, onSignedIn }: WaysProps) {
  const text = useText(signInText);
  const passkey = useMutation({
    mutationFn: signInByPasskey,
    onSuccess: (isSignedIn) => (isSignedIn ? onSignedIn() : undefined),
  });
  return (
    <div className={css.fields}>
      <PasswordForm email={email} onSignedIn={onSignedIn} />
      {passkeys && canUsePasskeys() && (
        <Button
          variant="default"
          leftSection={<KeyRound size={15} aria-hidden="true" />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate()}
          fullWidth
        >
          {text.byPasskey}
        </Button>
      )}
      <Failure error={passkey.error} />
      {oidc && (
        <Button component="a" href="/v1/session/oidc" variant="default" onClick={rememberPage} fullWidth>
          {text.byOidc(oidc.name)}
        </Button>
      )}
    </div>
  );
}
