import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import type { VirtualNumber } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { phoneText } from '../../ui/phone.tsx';
import css from './numbers.module.css';
import { numbersText } from './text.ts';

/** A dialog that pins a number to one source. */
export function PinNumber({ number, onClose }: { number: VirtualNumber; onClose: () => void }) {
  const text = useText(numbersText);
  const words = useText(common);
  const { sites } = useNames();
  const change = useChange('PATCH /v1/numbers/{id}');
  const endpoints = sites
    .flatMap((site) => site.endpoints)
    .filter(({ provider }) => provider === number.provider);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const values = ['source', 'medium', 'campaign'].flatMap((name) => {
      const value = String(fields.get(name)).trim();
      return value === '' ? [] : [[name, value]];
    });
    const pinned = { endpoint: String(fields.get('endpoint')), values: Object.fromEntries(values) };
    change.mutate({ params: { id: number.id }, body: { pinned } }, { onSuccess: onClose });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={text.pinTitle(phoneText(number.number))}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {endpoints.length === 0 ? (
        <p>{text.needsEndpoint}</p>
      ) : (
        <form className={css.form} onSubmit={submit}>
          <p className={css.quiet}>{text.pinLead}</p>
          <TextInput
            name="source"
            label={text.pinSource}
            placeholder={text.pinSourceHint}
            maxLength={256}
            required
            data-autofocus
          />
          <TextInput name="medium" label={text.pinMedium} placeholder={text.pinMediumHint} maxLength={256} />
          <TextInput name="campaign" label={text.pinCampaign} maxLength={256} />
          <NativeSelect
            name="endpoint"
            label={text.endpoint}
            data={endpoints.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Failure error={change.error} />
          <Button type="submit" loading={change.isPending}>
            {text.savePin}
          </Button>
        </form>
      )}
    </Modal>
  );
}
