import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { useChange } from '../../../api/hooks.ts';
import { common } from '../../../text/common.ts';
import { useText } from '../../../text/language.ts';
import { Failure } from '../../../ui/failure.tsx';
import { fieldErrors } from '../../../ui/field-errors.ts';
import { ProviderField } from '../../../ui/provider-field.tsx';
import css from '../consumers.module.css';
import { consumersText } from '../text.ts';
import { hasAccount, type NewConsumer, PLATFORM_KINDS, type PlatformKind } from './fields.ts';
import { PlatformFields } from './platform-fields.tsx';
import { readForm } from './read-form.ts';
import { Steps } from './steps.tsx';
import { platformText } from './text.ts';
import { useConnect } from './use-connect.ts';

/** A dialog that creates a consumer at an ad platform or in GA4, and leads to its account where it has one. */
export function NewPlatform({ onClose }: { onClose: () => void }) {
  const text = useText(platformText);
  const { kinds } = useText(consumersText);
  const words = useText(common);
  const [kind, setKind] = useState<PlatformKind>('google_ads');
  const [, navigate] = useLocation();
  const create = useChange('POST /v1/consumers');
  const connect = useConnect();
  const errors = fieldErrors(create.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const members = { provider: String(fields.get('provider')), ...readForm(fields, kind) };
    // The gateway checks the members by their kind.
    const body = { kind, ...members } as unknown as NewConsumer;
    create.mutate(
      { body },
      {
        onSuccess({ id }) {
          navigate(`/consumers/${id}`);
          if (hasAccount(kind)) connect.mutate(id);
        },
      },
    );
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.add}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <form className={css.form} onSubmit={submit}>
        <NativeSelect
          label={text.platform}
          value={kind}
          onChange={({ currentTarget }) => setKind(currentTarget.value as PlatformKind)}
          data={PLATFORM_KINDS.map((value) => ({ value, label: kinds[value] }))}
          data-autofocus
        />
        <p className={css.quiet}>{text.leads[kind]}</p>
        <Steps kind={kind} />
        <TextInput
          key={kind}
          name="name"
          label={text.name}
          maxLength={100}
          defaultValue={kinds[kind]}
          required
        />
        <ProviderField label={text.provider} />
        <PlatformFields key={`${kind} fields`} kind={kind} errors={errors} />
        <Failure error={Object.keys(errors).length > 0 ? null : create.error} />
        <Button type="submit" loading={create.isPending || connect.isPending}>
          {hasAccount(kind) ? text.createAndConnect : text.create}
        </Button>
      </form>
    </Modal>
  );
}
