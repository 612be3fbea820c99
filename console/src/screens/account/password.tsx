import { Button } from '@mantine/core';
import { type FormEvent, useRef } from 'react';
import { useChange } from '../../api/hooks.ts';
import { isProblem } from '../../api/problem.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import form from '../../ui/form.module.css';
import { Card } from '../../ui/page.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { accountText } from './text.ts';

/** Changes the reader's password. */
export function Password() {
  const text = useText(accountText);
  const { email } = useSession();
  const change = useChange('POST /v1/session/password');
  const fields = useRef<HTMLFormElement>(null);
  const isWrong = isProblem(change.error, 'sign_in_failed');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const entered = new FormData(event.currentTarget);
    const body = { current: String(entered.get('current')), password: String(entered.get('password')) };
    change.mutate({ body }, { onSuccess: () => fields.current?.reset() });
  }

  return (
    <Card title={text.password}>
      <form className={form.form} onSubmit={submit} ref={fields}>
        <p className={form.quiet}>{text.passwordLead}</p>
        {/* Password managers file the new password under this name. */}
        <input type="email" autoComplete="username" value={email ?? ''} readOnly hidden />
        <PasswordField
          name="current"
          label={text.current}
          autoComplete="current-password"
          error={isWrong && text.wrongPassword}
        />
        <PasswordField
          name="password"
          label={text.next}
          description={text.nextHelp}
          autoComplete="new-password"
          minLength={12}
          maxLength={128}
        />
        {!isWrong && <Failure error={change.error} />}
        {change.isSuccess && (
          <p className={form.good} role="status">
            {text.changed}
          </p>
        )}
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {text.change}
          </Button>
        </div>
      </form>
    </Card>
  );
}
