import { Button } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../api/hooks.ts';
import { useAccess } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { EntrancePage } from './entrance.tsx';
import { KeyForm } from './key-form.tsx';
import { OidcProblem } from './oidc-problem.tsx';
import css from './sign-in.module.css';
import { signInText } from './text.ts';
import { WaysIn } from './ways-in.tsx';

/** The ways in: e-mail and password, the company's own sign-in, and a key. Before the first person exists, only the key. */
export function SignIn() {
  const text = useText(signInText);
  const { refresh } = useAccess();
  const { data: ways } = useRead('GET /v1/sign-in', {});
  const [wantsKey, setWantsKey] = useState<boolean | null>(null);
  if (!ways) return <EntrancePage title={text.title}>{null}</EntrancePage>;
  const byKey = wantsKey ?? !ways.isSetUp;
  return (
    <EntrancePage title={text.title}>
      <div className={css.form}>
        <OidcProblem provider={ways.oidc?.name} />
        {byKey ? <KeyForm isSetUp={ways.isSetUp} /> : <WaysIn {...ways} onSignedIn={refresh} />}
      </div>
      <div className={css.other}>
        <Button variant="transparent" size="compact-sm" onClick={() => setWantsKey(!byKey)}>
          {byKey ? text.byPassword : text.byKey}
        </Button>
      </div>
    </EntrancePage>
  );
}
