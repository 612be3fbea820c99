import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import type { FormEvent } from 'react';
import { type Body, call } from '../../api/client.ts';
import { canUsePasskeys, signInByPasskey } from '../../api/passkey.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useAccess } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { CodeField } from './code-field.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

type Ways = Body<'GET /v1/sign-in'>;
type Entered = { email: string; password: string; code?: string };

/** Signs in by e-mail address and password, and by the second factor where the person has one. */
export function PasswordForm({ oidc, passkeys }: Pick<Ways, 'oidc' | 'passkeys'>) {
  const text = useText(signInText);
  const { refresh } = useAccess();
  const signIn = useMutation({
    mutationFn: (body: Entered) => call('POST /v1/session', { body }),
    onSuccess: refresh,
  });
  const passkey = useMutation({
    mutationFn: signInByPasskey,
    onSuccess: (isSignedIn) => (isSignedIn ? refresh() : undefined),
  });
  const code = signIn.error instanceof ApiProblem ? signIn.error.problem.code : null;
  const needsCode = code === 'second_factor_required' || signIn.variables?.code !== undefined;
  const isWrong = code === 'sign_in_failed';
  const isOther = signIn.error !== null && !isWrong && code !== 'second_factor_required';

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const entered = (name: string) => String(fields.get(name) ?? '').trim();
    const typed = entered('code');
    signIn.mutate({
      email: entered('email'),
      password: String(fields.get('password')),
      ...(typed && { code: typed }),
    });
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <TextInput name="email" type="email" label={text.email} autoComplete="username" required />
      <PasswordInput
        name="password"
        label={text.password}
        autoComplete="current-password"
        error={isWrong && text.wrong}
        required
      />
      {needsCode && <CodeField autoFocus />}
      {isOther && <Failure error={signIn.error} />}
      <Button type="submit" loading={signIn.isPending} fullWidth>
        {text.title}
      </Button>
      <Button component="a" href="/forgot" variant="transparent" size="compact-sm">
        {text.forgot}
      </Button>
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
        <Button component="a" href="/v1/session/oidc" variant="default" fullWidth>
          {text.byOidc(oidc.name)}
        </Button>
      )}
    </form>
  );
}
