import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Cost } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useProviderQuery } from '../../shell/provider.tsx';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import { Row, RowAction, Rows } from '../../ui/rows.tsx';
import css from './reports.module.css';
import { valueText } from './value-text.ts';

/** A button that opens the dialog of costs. */
export function CostsButton() {
  const text = useText(valueText);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {text.costs}
      </Button>
      {isOpen && <CostsDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function CostsDialog({ onClose }: { onClose: () => void }) {
  const text = useText(valueText);
  const words = useText(common);
  const provider = useProviderQuery();
  const costs = useRead('GET /v1/costs', { query: { ...provider, limit: 1000 } });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.costs}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <EnterCosts />
      <h3>{text.known}</h3>
      <Failure error={costs.error} />
      {costs.data?.data.length === 0 && <p>{text.none}</p>}
      {costs.data && costs.data.data.length > 0 && (
        <Rows>
          {costs.data.data.map((cost) => (
            <CostRow key={cost.id} of={cost} />
          ))}
        </Rows>
      )}
    </Modal>
  );
}

function EnterCosts() {
  const text = useText(valueText);
  const { number } = useFormat();
  const { providers } = useNames();
  const enter = useChange('POST /v1/costs/import');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const entered = (name: string) => String(fields.get(name) ?? '').trim();
    const [source, medium, currency] = [
      entered('source'),
      entered('medium'),
      entered('currency').toUpperCase(),
    ];
    enter.mutate({
      body: {
        ...{ provider: entered('provider') || (providers[0]?.id ?? ''), text: entered('text') },
        ...(source && { source }),
        ...(medium && { medium }),
        ...(currency && { currency }),
      },
    });
  }

  const { created = 0, changed = 0, unchanged = 0 } = enter.data ?? {};
  return (
    <form className={css.form} onSubmit={submit}>
      <p>{text.lead}</p>
      {providers.length > 1 && <ProviderField label={text.provider} />}
      <TextInput name="source" label={text.source} placeholder="google" maxLength={256} />
      <TextInput name="medium" label={text.medium} placeholder="cpc" maxLength={256} />
      <TextInput name="currency" label={text.currency} placeholder="EUR" maxLength={3} />
      <Textarea name="text" label={text.text} placeholder={text.example} rows={6} required />
      <Failure error={enter.error} />
      {enter.data && <p role="status">{text.entered(number(created), number(changed), number(unchanged))}</p>}
      <Button type="submit" loading={enter.isPending}>
        {text.enter}
      </Button>
    </form>
  );
}

function CostRow({ of: { id, source, medium, campaign, since, until, amount, currency } }: { of: Cost }) {
  const text = useText(valueText);
  const { locale } = useFormat();
  const remove = useChange('DELETE /v1/costs/{id}');
  const name = [source, medium, campaign].filter(Boolean).join(' · ');
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency }).format(Number(amount));
  const failure = remove.error && <Failure error={remove.error} />;
  return (
    <Row name={name} lines={[`${money}, ${text.days(since, until)}`, failure]}>
      <RowAction of={name} loading={remove.isPending} onClick={() => remove.mutate({ params: { id } })}>
        {text.remove}
      </RowAction>
    </Row>
  );
}
