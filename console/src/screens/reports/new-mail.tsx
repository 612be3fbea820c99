import { Button, Modal } from '@mantine/core';
import type { FormEvent } from 'react';
import { Link } from 'wouter';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import { MailFields, readMail } from '../consumers/mail-fields.tsx';
import { useFieldErrors } from '../consumers/use-field-errors.ts';
import type { useReport } from './query.ts';
import css from './reports.module.css';
import { reportsText } from './text.ts';

type Props = { report: Pick<ReturnType<typeof useReport>, 'by' | 'only'>; onClose: () => void };

/** A dialog that has the report on the screen sent by e-mail, and leads to the consumer that sends it. */
export function NewMail({ report: { by, only }, onClose }: Props) {
  const text = useText(reportsText);
  const words = useText(common);
  const create = useChange('POST /v1/consumers');
  const errors = useFieldErrors(create.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const { name, settings } = readMail(fields);
    create.mutate({
      body: {
        ...{ kind: 'report_mail', provider: String(fields.get('provider')), name },
        settings: { ...settings, by, only, consoleUrl: window.location.origin },
      },
    });
  }

  return (
    <Modal opened onClose={onClose} title={text.mail} closeButtonProps={{ 'aria-label': words.close }}>
      {create.data ? (
        <div className={css.form}>
          <p>{text.mailMade}</p>
          <Button component={Link} href={`/consumers/${create.data.id}`}>
            {text.mailOpen}
          </Button>
        </div>
      ) : (
        <form className={css.form} onSubmit={submit}>
          <MailFields errors={errors} />
          <ProviderField label={text.provider} />
          <Failure error={Object.keys(errors).length > 0 ? null : create.error} />
          <Button type="submit" loading={create.isPending}>
            {text.mailCreate}
          </Button>
        </form>
      )}
    </Modal>
  );
}
