import { Button, Modal, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import css from './numbers.module.css';
import { numbersText } from './text.ts';

/** A dialog that creates a pool. */
export function NewPool({ onClose }: { onClose: () => void }) {
  const text = useText(numbersText);
  const words = useText(common);
  const create = useChange('POST /v1/pools');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const provider = String(fields.get('provider'));
    create.mutate({ body: { provider, name: String(fields.get('name')) } }, { onSuccess: onClose });
  }

  return (
    <Modal opened onClose={onClose} title={text.newPool} closeButtonProps={{ 'aria-label': words.close }}>
      <form className={css.form} onSubmit={submit}>
        <TextInput name="name" label={text.poolName} maxLength={100} required data-autofocus />
        <ProviderField label={text.provider} />
        <Failure error={create.error} />
        <Button type="submit" loading={create.isPending}>
          {text.createPool}
        </Button>
      </form>
    </Modal>
  );
}
