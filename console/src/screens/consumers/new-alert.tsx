import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Operations } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import { AboutField } from './about-field.tsx';
import css from './consumers.module.css';
import { consumersText } from './text.ts';

type NewConsumer = Operations['POST /v1/consumers']['body'];
type Alert = Extract<NewConsumer, { kind: 'slack' | 'teams' | 'email' }>;
const CHANNELS = ['email', 'slack', 'teams'] as const;

const QUIET_MINUTES = [0, 10, 60, 240];

/** A dialog that creates an alert for people. */
export function NewAlert({ onClose }: { onClose: () => void }) {
  const text = useText(consumersText);
  const words = useText(common);
  const { can } = useSession();
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>('email');
  const create = useChange('POST /v1/consumers');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const body = alertFrom(new FormData(event.currentTarget), channel);
    create.mutate({ body }, { onSuccess: onClose });
  }

  return (
    <Modal opened onClose={onClose} title={text.addAlert} closeButtonProps={{ 'aria-label': words.close }}>
      <form className={css.form} onSubmit={submit}>
        <TextInput name="name" label={text.name} maxLength={100} required data-autofocus />
        <AboutField />
        <NativeSelect
          label={text.channel}
          value={channel}
          onChange={({ currentTarget }) => setChannel(currentTarget.value as typeof channel)}
          data={CHANNELS.map((value) => ({ value, label: text.kinds[value] }))}
        />
        {channel === 'email' ? (
          <TextInput name="to" label={text.mailTo} description={text.mailToHelp} required />
        ) : (
          <TextInput name="url" type="url" label={text.hook} description={text.hookHelp} required />
        )}
        <NativeSelect
          name="quiet"
          label={text.quiet}
          description={text.quietHelp}
          defaultValue="10"
          data={QUIET_MINUTES.map((value) => ({ value: String(value), label: text.minutes(value) }))}
        />
        {can('callers:read') && <Checkbox name="withCaller" label={text.withCaller} />}
        <ProviderField label={text.provider} />
        <Failure error={create.error} />
        <Button type="submit" loading={create.isPending}>
          {text.createAlert}
        </Button>
      </form>
    </Modal>
  );
}

function alertFrom(fields: FormData, kind: Alert['kind']): Alert {
  const entered = (name: string) => String(fields.get(name) ?? '').trim();
  const limit = (name: string) => (fields.has(name) ? { [name]: Number(entered(name)) } : {});
  const settings = {
    about: entered('about') as Alert['settings']['about'],
    withCaller: fields.has('withCaller'),
    quietMinutes: Number(entered('quiet')),
    ...limit('lowMinutes'),
    ...limit('failingMinutes'),
    consoleUrl: window.location.origin,
  };
  const common = { provider: entered('provider'), name: entered('name') };
  if (kind === 'email')
    return { ...common, kind, settings: { ...settings, to: entered('to').split(/[\s,;]+/) } };
  return { ...common, kind, settings, credentials: { url: entered('url') } };
}
