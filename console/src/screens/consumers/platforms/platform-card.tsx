import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSession } from '../../../session/session.tsx';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Card } from '../../../ui/page.tsx';
import css from '../consumers.module.css';
import { ChangePlatform } from './change-platform.tsx';
import { hasAccount, type Platform } from './fields.ts';
import { platformText } from './text.ts';
import { useConnect } from './use-connect.ts';

/** The account of a platform and its settings: connect, connect again, change. */
export function PlatformCard({ consumer }: { consumer: Platform }) {
  const text = useText(platformText);
  const canWrite = useSession().can('consumers:write');
  const [isChanging, setChanging] = useState(false);
  const connect = useConnect();
  const { id, kind, state, settings } = consumer;
  const isUnconnected = state === 'unconnected';
  return (
    <Card title={text.account} className={css.form}>
      <p className={isUnconnected ? css.bad : css.quiet}>
        {isUnconnected ? text.unconnected : text.accountOf(accountOf(consumer))}
      </p>
      {settings.value !== null && (
        <p className={css.quiet}>{text.worthOf(`${settings.value} ${settings.currency}`)}</p>
      )}
      {canWrite && (
        <div className={css.buttons}>
          {hasAccount(kind) && (
            <Button
              variant={isUnconnected ? 'filled' : 'default'}
              loading={connect.isPending || connect.isSuccess}
              onClick={() => connect.mutate(id)}
            >
              {isUnconnected ? text.connect : text.connectAgain}
            </Button>
          )}
          <Button variant="default" onClick={() => setChanging(true)}>
            {text.change}
          </Button>
        </div>
      )}
      <Failure error={connect.error} />
      {isChanging && <ChangePlatform consumer={consumer} onClose={() => setChanging(false)} />}
    </Card>
  );
}

/** Returns the place at the platform that counts the calls. */
function accountOf(consumer: Platform): string {
  if (consumer.kind === 'ga4') return `${consumer.settings.measurementId}, ${consumer.settings.eventName}`;
  if (consumer.kind === 'meta') return `${consumer.settings.dataset}, ${consumer.settings.eventName}`;
  if (consumer.kind === 'google_ads')
    return `${consumer.settings.customerId}, ${consumer.settings.conversionAction}`;
  return `${consumer.settings.accountId}, ${consumer.settings.conversionName}`;
}
