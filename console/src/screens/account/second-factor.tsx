import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import form from '../../ui/form.module.css';
import { Tag } from '../../ui/marks.tsx';
import { Card } from '../../ui/page.tsx';
import { RemoveFactor } from './remove-factor.tsx';
import { SetUpFactor } from './set-up-factor.tsx';
import { accountText } from './text.ts';

/** Whether a sign-in by password asks for a code, and the way to change that. */
export function SecondFactor() {
  const text = useText(accountText);
  const { hasSecondFactor } = useSession();
  const [dialog, setDialog] = useState<'setUp' | 'remove' | null>(null);
  const close = () => setDialog(null);
  return (
    <Card
      title={text.factor}
      aside={
        hasSecondFactor ? <Tag tone="good">{text.factorOn}</Tag> : <Tag tone="warn">{text.factorOff}</Tag>
      }
    >
      <div className={form.form}>
        <p className={form.quiet}>{hasSecondFactor ? text.factorOnLead : text.factorLead}</p>
        <div>
          {hasSecondFactor ? (
            <Button variant="default" onClick={() => setDialog('remove')}>
              {text.remove}
            </Button>
          ) : (
            <Button onClick={() => setDialog('setUp')}>{text.setUp}</Button>
          )}
        </div>
      </div>
      {dialog === 'setUp' && <SetUpFactor onClose={close} />}
      {dialog === 'remove' && <RemoveFactor onClose={close} />}
    </Card>
  );
}
