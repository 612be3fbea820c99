import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { call } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { CodeField } from './code-field.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

type Entered = { email: string; password: string; code?: string };
type FormProps = { email: string | null; onSignedIn: () => Promise<void> };

/** Signs in by e-mail address and password, and by the second factor where the person has one. */
export function PasswordForm({ email, onSignedIn }: FormProps) {
  const text = useText(signInText);
  const signIn = useMutation({
    mutationFn: (body: Entered) => call('POST /v1/session', { body }),
    onSuccess: onSignedIn,
  });
  const wantsCode = isProblem(signIn.error, 'second_factor_required');
  const needsCode = wantsCode || signIn.variables?.code !== undefined;
  const isWrong = isProblem(signIn.error, 'sign_in_failed');

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
    <form className={css.fields} onSubmit={submit}>
      <TextInput
        name="email"
        type="email"
        label={text.email}
        autoComplete="username"
        {...(email !== null && { value: email, readOnly: true })}
        required
      />
      <PasswordField
        name="password"
        label={text.password}
        autoComplete="current-password"
        error={isWrong && text.wrong}
      />
      {needsCode && <CodeField autoFocus />}
      {!isWrong && !wantsCode && <Failure error={signIn.error} />}
      <Button type="submit" loading={signIn.isPending} fullWidth>
        {text.title}
      </Button>
      {email === null && (
        <Button component="a" href="/forgot" variant="transparent" size="compact-sm">
          {text.forgot}
        </Button>
      )}
    </form>
  );
}
