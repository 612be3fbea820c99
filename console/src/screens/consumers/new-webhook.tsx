import { Button, Modal } from '@mantine/core';
import type { FormEvent } from 'react';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import type { About } from './about-field.tsx';
import { WebhookFields } from './change-consumer.tsx';
import css from './consumers.module.css';
import { consumersText } from './text.ts';
import { useFieldErrors } from './use-field-errors.ts';

/** A dialog that creates a webhook, and shows its secret once. */
export function NewWebhook({ onClose }: { onClose: () => void }) {
  const text = useText(consumersText);
  const words = useText(common);
  const create = useChange('POST /v1/consumers');
  const errors = useFieldErrors(create.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const entered = (name: string) => String(fields.get(name)).trim();
    create.mutate({
      body: {
        kind: 'webhook',
        provider: entered('provider'),
        name: entered('name'),
        settings: { url: entered('url'), about: (entered('about') || null) as About | null },
      },
    });
  }

  const secret = create.data?.secret;
  return (
    <Modal opened onClose={onClose} title={text.add} closeButtonProps={{ 'aria-label': words.close }}>
      {secret ? (
        <div className={css.form}>
          <p>{text.secret}</p>
          <code className={css.secret}>{secret}</code>
          <p className={css.quiet}>{text.secretHelp}</p>
          <Button onClick={onClose}>{words.close}</Button>
        </div>
      ) : (
        <form className={css.form} onSubmit={submit}>
          <WebhookFields errors={errors} />
          <ProviderField label={text.provider} />
          <Failure error={Object.keys(errors).length > 0 ? null : create.error} />
          <Button type="submit" loading={create.isPending}>
            {text.create}
          </Button>
        </form>
      )}
    </Modal>
  );
}
