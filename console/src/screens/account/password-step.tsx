import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import form from '../../ui/form.module.css';
import { PasswordField } from '../../ui/password-field.tsx';
import { accountText } from './text.ts';

type StepProps = {
  lead: string;
  action: string;
  error: Error | null;
  isPending: boolean;
  onEnter: (password: string) => void;
};

/** The step of a change for which the reader enters the password once more. */
export function PasswordStep({ lead, action, error, isPending, onEnter }: StepProps) {
  const text = useText(accountText);
  const isWrong = isProblem(error, 'sign_in_failed');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onEnter(String(new FormData(event.currentTarget).get('password')));
  }

  return (
    <form className={form.form} onSubmit={submit}>
      <p className={form.quiet}>{lead}</p>
      <PasswordField
        name="password"
        label={text.confirmPassword}
        autoComplete="current-password"
        error={isWrong && text.wrongPassword}
        data-autofocus
      />
      {!isWrong && <Failure error={error} />}
      <Button type="submit" loading={isPending}>
        {action}
      </Button>
    </form>
  );
}
