import { Button, TextInput } from '@mantine/core';
import { type FormEvent, lazy, Suspense } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useText } from '../../text/language.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Failure } from '../../ui/failure.tsx';
import form from '../../ui/form.module.css';
import css from './account.module.css';
import { accountText } from './text.ts';

const Qr = lazy(() => import('./qr.tsx'));

type StepProps = {
  secret: string;
  uri: string;
  error: Error | null;
  isPending: boolean;
  onEnter: (code: string) => void;
};

/** The step in which the reader gives the secret to an app, and proves by a code that the app has it. */
export function ScanStep({ secret, uri, error, isPending, onEnter }: StepProps) {
  const text = useText(accountText);
  const isWrong = isProblem(error, 'sign_in_failed');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    onEnter(String(new FormData(event.currentTarget).get('code')).trim());
  }

  return (
    <form className={form.form} onSubmit={submit}>
      <ol className={css.steps}>
        <li>
          {text.scan}
          <div className={css.qr}>
            <Suspense>
              <Qr text={uri} label={text.qr} />
            </Suspense>
          </div>
        </li>
        <li>
          {text.orType}
          <code className={form.secret}>{secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code>
          <CopyButton text={secret} />
        </li>
        <li>
          {text.enterCode}
          <TextInput
            name="code"
            aria-label={text.code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            error={isWrong && text.wrongCode}
            required
            data-autofocus
          />
        </li>
      </ol>
      {!isWrong && <Failure error={error} />}
      <Button type="submit" loading={isPending}>
        {text.turnOn}
      </Button>
    </form>
  );
}
