import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
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
  const { signInByKey } = useAccess();
  const [error, setError] = useState<Error | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isWrong = error instanceof ApiProblem && error.problem.code === 'unauthorized';

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key')).trim();
    setBusy(true);
    const failure = await refusalOf(key);
    setBusy(false);
    setError(failure);
    if (!failure) signInByKey(key);
  }

  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <PasswordInput
        name="key"
        label={text.key}
        description={text.keyHelp}
        error={isWrong && text.wrongKey}
        autoComplete="off"
        required
        data-autofocus
      />
      {!isWrong && <Failure error={error} />}
      <Button type="submit" loading={isBusy} fullWidth>
        {text.withKey}
      </Button>
    </form>
  );
}

/** Tries the key. Resolves with null where it is valid, also when it may not read calls. */
async function refusalOf(key: string): Promise<Error | null> {
  saveKey(key);
  try {
    await call('GET /v1/calls', { query: { limit: 1 } });
    return null;
  } catch (error) {
    saveKey(null);
    return error instanceof ApiProblem && error.problem.code === 'forbidden' ? null : (error as Error);
  }
}
