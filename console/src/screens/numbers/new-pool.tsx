import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useChange } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useProviderChoice } from '../../shell/provider.tsx';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import css from './numbers.module.css';
import { numbersText } from './text.ts';

/** A dialog that creates a pool. */
export function NewPool({ onClose }: { onClose: () => void }) {
  const text = useText(numbersText);
  const words = useText(common);
  const { providers } = useNames();
  const { provider: chosen } = useProviderChoice();
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
        <NativeSelect
          name="provider"
          label={text.provider}
          defaultValue={chosen ?? providers[0]?.id}
          data={providers.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Failure error={create.error} />
        <Button type="submit" loading={create.isPending}>
          {text.createPool}
        </Button>
      </form>
    </Modal>
  );
}
