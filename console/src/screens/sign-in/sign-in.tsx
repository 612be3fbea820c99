import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { EntrancePage } from './entrance.tsx';
import { KeyForm } from './key-form.tsx';
import { PasswordForm } from './password-form.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';

/** The ways in: e-mail and password, the company's own sign-in, and a key. Before the first person exists, only the key. */
export function SignIn() {
  const text = useText(signInText);
  const { data: ways } = useRead('GET /v1/sign-in', {});
  const [wantsKey, setWantsKey] = useState<boolean | null>(null);
  if (!ways) return <EntrancePage title={text.title}>{null}</EntrancePage>;
  const byKey = wantsKey ?? !ways.isSetUp;
  return (
    <EntrancePage title={text.title}>
      {byKey ? <KeyForm /> : <PasswordForm {...ways} />}
      <div className={css.other}>
        <Button variant="transparent" size="compact-sm" onClick={() => setWantsKey(!byKey)}>
          {byKey ? text.byPassword : text.byKey}
        </Button>
      </div>
    </EntrancePage>
  );
}
