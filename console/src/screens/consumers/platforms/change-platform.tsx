import { Button, Modal, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useChange } from '../../../api/hooks.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { fieldErrors } from '../../../ui/field-errors.ts';
import css from '../consumers.module.css';
import type { ConsumerChange, Platform } from './fields.ts';
import { PlatformFields } from './platform-fields.tsx';
import { readForm } from './read-form.ts';
import { Steps } from './steps.tsx';
import { platformText } from './text.ts';

/** A dialog that changes the settings of a platform. Credentials that stay empty stay as they are. */
export function ChangePlatform({ consumer, onClose }: { consumer: Platform; onClose: () => void }) {
  const text = useText(platformText);
  const words = useText(common);
  const change = useChange('PATCH /v1/consumers/{id}');
  const errors = fieldErrors(change.error);
  const { id, kind, name } = consumer;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { credentials, ...members } = readForm(new FormData(event.currentTarget), kind);
    const hasCredentials = Object.keys(credentials).length > 0;
    const body = { ...members, ...(hasCredentials && { credentials }) } as ConsumerChange;
    change.mutate({ params: { id }, body }, { onSuccess: onClose });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.change}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <form className={css.form} onSubmit={submit}>
        <Steps kind={kind} />
        <TextInput
          name="name"
          label={text.name}
          maxLength={100}
          defaultValue={name}
          required
          data-autofocus
        />
        <PlatformFields {...{ kind, consumer, errors }} />
        <Failure error={Object.keys(errors).length > 0 ? null : change.error} />
        <Button type="submit" loading={change.isPending}>
          {text.save}
        </Button>
      </form>
    </Modal>
  );
}
