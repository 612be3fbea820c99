import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { call } from '../../api/client.ts';
import { saveKey } from '../../api/key.ts';
import { ApiProblem } from '../../api/problem.ts';
import { useAccess } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

/** Signs in with an API key: the first admin key stands in the terminal. */
export function KeyForm() {
  const text = useText(signInText);
  const { refresh } = useAccess();
  const trial = useMutation({ mutationFn: tryKey, onSuccess: refresh });
  const isWrong = trial.error instanceof ApiProblem && trial.error.problem.code === 'unauthorized';

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    trial.mutate(String(new FormData(event.currentTarget).get('key')).trim());
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <PasswordInput
        name="key"
        label={text.key}
        description={text.keyHelp}
        error={isWrong && text.wrongKey}
        autoComplete="off"
        required
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
