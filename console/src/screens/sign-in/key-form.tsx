import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { call } from '../../api/client.ts';
import { saveKey } from '../../api/key.ts';
import { isProblem } from '../../api/problem.ts';
import { useAccess } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

/** Signs in with an API key: the first admin key stands in the terminal. */
export function KeyForm({ isSetUp }: { isSetUp: boolean }) {
  const text = useText(signInText);
  const { refresh } = useAccess();
  const trial = useMutation({ mutationFn: tryKey, onSuccess: refresh });
  const isWrong = isProblem(trial.error, 'unauthorized');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    trial.mutate(String(new FormData(event.currentTarget).get('key')).trim());
  }

  return (
    <form className={css.fields} onSubmit={submit}>
      {!isSetUp && <p>{text.notSetUp}</p>}
      <PasswordField
        name="key"
        label={text.key}
        description={text.keyHelp}
        error={isWrong && text.wrongKey}
        autoComplete="off"
      />
      {!isWrong && <Failure error={trial.error} />}
      <Button type="submit" loading={trial.isPending} fullWidth>
        {text.withKey}
      </Button>
    </form>
  );
}

/** Saves the key for this tab when it is valid. */
async function tryKey(key: string): Promise<void> {
  saveKey(key);
  try {
    await call('GET /v1/session', {});
  } catch (error) {
    saveKey(null);
    throw error;
  }
}
