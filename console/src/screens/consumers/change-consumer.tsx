import { TextInput } from '@mantine/core';
import type { Consumer } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { WebhookAboutField } from './about-field.tsx';
import { type Alert, AlertFields, AlertName } from './alert-fields.tsx';
import { MailFields, type ReportMail, readMail } from './mail-fields.tsx';
import { NameField } from './name-field.tsx';
import type { ConsumerChange } from './platforms/fields.ts';
import { readAlert } from './read-alert.ts';
import { consumersText } from './text.ts';
import { useFieldErrors } from './use-field-errors.ts';

type Webhook = Extract<Consumer, { kind: 'webhook' }>;
export type Plain = Webhook | Alert | ReportMail;

/** Returns the consumer where this form changes it. Platforms have a form of their own. */
export function asPlain(consumer: Consumer): Plain | null {
  const { kind } = consumer;
  const isPlain =
    kind === 'webhook' || kind === 'report_mail' || kind === 'slack' || kind === 'teams' || kind === 'email';
  return isPlain ? consumer : null;
}

/** A dialog that changes a webhook, an alert or a report by mail. Secrets stay as they are where their field is empty. */
export function ChangeConsumer({ consumer, onClose }: { consumer: Plain; onClose: () => void }) {
  const text = useText(consumersText);
  const change = useChange('PATCH /v1/consumers/{id}');
  const errors = useFieldErrors(change.error);
  const { id } = consumer;
  return (
    <Dialog
      title={text.change}
      action={text.save}
      error={Object.keys(errors).length > 0 ? null : change.error}
      isPending={change.isPending}
      onClose={onClose}
      onSubmit={(fields) =>
        change.mutate({ params: { id }, body: changeFrom(fields, consumer) }, { onSuccess: onClose })
      }
    >
      <Fields {...{ consumer, errors }} />
    </Dialog>
  );
}

function Fields({ consumer, errors }: { consumer: Plain; errors: Record<string, string> }) {
  if (consumer.kind === 'report_mail') return <MailFields former={consumer} errors={errors} />;
  if (consumer.kind === 'webhook') return <WebhookFields former={consumer} errors={errors} />;
  return (
    <>
      <AlertName former={consumer} errors={errors} />
      <AlertFields kind={consumer.kind} former={consumer} errors={errors} />
    </>
  );
}

/** The fields of a webhook, new or changed. */
export function WebhookFields({ former, errors }: { former?: Webhook; errors: Record<string, string> }) {
  const text = useText(consumersText);
  return (
    <>
      <NameField former={former} error={errors.name} />
      <TextInput
        name="url"
        type="url"
        label={text.url}
        description={text.urlHelp}
        defaultValue={former?.settings.url ?? ''}
        error={errors.url}
        required
      />
      <WebhookAboutField former={former?.settings.about ?? null} />
    </>
  );
}

function changeFrom(fields: FormData, { kind }: Plain): ConsumerChange {
  if (kind === 'report_mail') return readMail(fields);
  if (kind !== 'webhook') return readAlert(fields, kind);
  const entered = (name: string) => String(fields.get(name) ?? '').trim();
  return { name: entered('name'), settings: { url: entered('url'), about: entered('about') || null } };
}
