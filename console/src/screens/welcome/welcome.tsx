import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { useAccess } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { CodeField } from '../sign-in/code-field.tsx';
import { EntrancePage } from '../sign-in/entrance.tsx';
import css from '../sign-in/sign-in.module.css';
import { welcomeText } from './text.ts';

/** The page of a one-time link: the first owner, an invitation, or a new password. The ticket stands behind the `#`. */
export default function Welcome() {
  const text = useText(welcomeText);
  const [ticket] = useState(() => window.location.hash.slice(1));
  const { refresh } = useAccess();
  const [, navigate] = useLocation();
  const { data, error } = useQuery({
    queryKey: ['POST /v1/tickets/read', ticket],
    queryFn: () => call('POST /v1/tickets/read', { body: { ticket } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const use = useMutation({
    mutationFn: (body: { password: string; name?: string; email?: string; code?: string }) =>
      call('POST /v1/tickets/use', { body: { ticket, ...body } }),
    async onSuccess() {
      navigate('/', { replace: true });
      await refresh();
    },
  });

  const wantsCode = isProblem(use.error, 'second_factor_required');
  const needsCode = wantsCode || use.variables?.code !== undefined;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const entered = (name: string) => String(fields.get(name)).trim();
    use.mutate({
      password: String(fields.get('password')),
      ...(needsCode && { code: entered('code') }),
      ...(data?.purpose === 'owner' && { name: entered('name'), email: entered('email') }),
    });
  }

  if (isProblem(error, 'not_found')) return <UsedLink />;
  return (
    <EntrancePage title={text.title}>
      <Failure error={error} />
      {data && (
        <form className={css.form} onSubmit={submit}>
          <p>{text.leads[data.purpose]}</p>
          {data.purpose === 'owner' ? (
            <>
              <TextInput name="name" label={text.name} autoComplete="name" maxLength={100} required />
              <TextInput name="email" type="email" label={text.email} autoComplete="username" required />
            </>
          ) : (
            <TextInput label={text.email} value={data.email ?? ''} autoComplete="username" readOnly />
          )}
          <PasswordField
            name="password"
            label={text.password}
            description={text.passwordHelp}
            autoComplete="new-password"
            minLength={12}
            maxLength={128}
          />
          {needsCode && <CodeField />}
          {!wantsCode && <Failure error={use.error} />}
          <Button type="submit" loading={use.isPending} fullWidth>
            {text.submit}
          </Button>
        </form>
      )}
    </EntrancePage>
  );
}

function UsedLink() {
  const text = useText(welcomeText);
  return (
    <EntrancePage title={text.used}>
      <div className={css.form}>
        <h2>{text.used}</h2>
        <p>{text.usedLead}</p>
        <Button component="a" href="/sign-in" fullWidth>
          {text.toSignIn}
        </Button>
      </div>
    </EntrancePage>
  );
}
