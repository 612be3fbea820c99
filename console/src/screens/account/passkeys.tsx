import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useRef } from 'react';
import { call } from '../../api/client.ts';
import { useRead } from '../../api/hooks.ts';
import { canUsePasskeys } from '../../api/passkey.ts';
import { OWN_ZONE, useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import form from '../../ui/form.module.css';
import { Card } from '../../ui/page.tsx';
import { Row, RowAction, Rows } from '../../ui/rows.tsx';
import css from './account.module.css';
import { type Added, addPasskey } from './add-passkey.ts';
import { accountText } from './text.ts';
import { useFreshStep } from './use-fresh-step.tsx';

/** The reader's passkeys. A change of them may need another sign-in first. */
export function Passkeys() {
  const text = useText(accountText);
  const { moment } = useFormat();
  const { data, error } = useRead('GET /v1/passkeys', {});
  const removal = useFreshStep((id: string) => call('DELETE /v1/passkeys/{id}', { params: { id } }));
  const passkeys = data?.data ?? [];
  return (
    <Card title={text.passkeys} flush>
      <div className={css.section}>
        <p className={form.quiet}>{text.passkeysLead}</p>
        <Failure error={error ?? removal.error} />
        {canUsePasskeys() && <NewPasskey />}
        {data && passkeys.length === 0 && <p>{text.noPasskey}</p>}
      </div>
      <Rows>
        {passkeys.map(({ id, name, createdAt, usedAt }) => (
          <Row
            key={id}
            name={name}
            lines={[
              `${text.added(moment(createdAt, OWN_ZONE))} · ${usedAt ? text.used(moment(usedAt, OWN_ZONE)) : text.unused}`,
            ]}
          >
            <RowAction of={name} onClick={() => removal.run(id)}>
              {text.remove}
            </RowAction>
          </Row>
        ))}
      </Rows>
      {removal.dialog}
    </Card>
  );
}

function NewPasskey() {
  const text = useText(accountText);
  const fields = useRef<HTMLFormElement>(null);
  const adding = useFreshStep(addPasskey, (added: Added) => {
    if (added === 'added') fields.current?.reset();
  });
  const why = adding.result && adding.result !== 'added' ? text[adding.result] : null;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    adding.run(String(new FormData(event.currentTarget).get('name')).trim());
  }

  return (
    <>
      <form className={css.line} onSubmit={submit} ref={fields}>
        <TextInput
          name="name"
          label={text.passkeyName}
          placeholder={text.passkeyHint}
          maxLength={100}
          required
        />
        <Button type="submit" variant="default" loading={adding.isPending}>
          {text.addPasskey}
        </Button>
      </form>
      {why && <p role="status">{why}</p>}
      <Failure error={adding.error} />
      {adding.dialog}
    </>
  );
}
