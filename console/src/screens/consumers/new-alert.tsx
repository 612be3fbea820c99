import { Button, Modal, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Operations } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import { AlertFields, type AlertKind, AlertName } from './alert-fields.tsx';
import css from './consumers.module.css';
import { readAlert } from './read-alert.ts';
import { consumersText } from './text.ts';
import { useFieldErrors } from './use-field-errors.ts';

type NewAlert = Extract<Operations['POST /v1/consumers']['body'], { kind: AlertKind }>;
const CHANNELS = ['email', 'slack', 'teams'] as const;

/** A dialog that creates an alert for people. */
export function NewAlert({ onClose }: { onClose: () => void }) {
  const text = useText(consumersText);
  const words = useText(common);
  const [channel, setChannel] = useState<AlertKind>('email');
  const create = useChange('POST /v1/consumers');
  const errors = useFieldErrors(create.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const { settings, ...members } = readAlert(fields, channel);
    const body = {
      ...members,
      ...{ kind: channel, provider: String(fields.get('provider')) },
      settings: { ...settings, consoleUrl: window.location.origin },
    } as NewAlert;
    create.mutate({ body }, { onSuccess: onClose });
  }

  return (
    <Modal opened onClose={onClose} title={text.addAlert} closeButtonProps={{ 'aria-label': words.close }}>
      <form className={css.form} onSubmit={submit}>
        <AlertName errors={errors} />
        <NativeSelect
          label={text.channel}
          value={channel}
          onChange={({ currentTarget }) => setChannel(currentTarget.value as AlertKind)}
          data={CHANNELS.map((value) => ({ value, label: text.kinds[value] }))}
        />
        <AlertFields kind={channel} errors={errors} />
        <ProviderField label={text.provider} />
        <Failure error={Object.keys(errors).length > 0 ? null : create.error} />
        <Button type="submit" loading={create.isPending}>
          {text.createAlert}
        </Button>
      </form>
    </Modal>
  );
}
