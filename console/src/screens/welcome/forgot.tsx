import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { call } from '../../api/client.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { EntrancePage } from '../sign-in/entrance.tsx';
import css from '../sign-in/sign-in.module.css';
import { welcomeText } from './text.ts';

/** The page that asks for a link to a new password. Its answer does not say whether the address is known. */
export default function Forgot() {
  const text = useText(welcomeText);
  const ask = useMutation({
    mutationFn: (email: string) => call('POST /v1/password-resets', { body: { email } }),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    ask.mutate(String(new FormData(event.currentTarget).get('email')).trim());
  }

  return (
    <EntrancePage title={text.forgot}>
      <form className={css.form} onSubmit={submit}>
        <h2>{text.forgot}</h2>
        <p>{ask.isSuccess ? text.sent : text.forgotLead}</p>
        <TextInput name="email" type="email" label={text.email} autoComplete="username" required />
        <Failure error={ask.error} />
        <Button type="submit" loading={ask.isPending} fullWidth>
          {text.send}
        </Button>
      </form>
      <div className={css.other}>
        <Button component="a" href="/sign-in" variant="transparent" size="compact-sm">
          {text.toSignIn}
        </Button>
      </div>
    </EntrancePage>
  );
}
