import { Button, TextInput } from '@mantine/core';
import { Ban } from 'lucide-react';
import type { FormEvent } from 'react';
import { useChange } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card } from '../../ui/page.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import css from './blocked.module.css';
import { blockedText } from './text.ts';

/** Blocks a caller by the number, without a call of the caller. */
export function BlockNumber() {
  const text = useText(blockedText);
  const { providers } = useNames();
  const block = useChange('POST /v1/blocks');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const members = new FormData(form);
    const provider = String(members.get('provider') ?? providers[0]?.id);
    const note = String(members.get('note')).trim();
    const body = { provider, caller: String(members.get('caller')).trim(), ...(note && { note }) };
    block.mutate({ body }, { onSuccess: () => form.reset() });
  }

  return (
    <Card>
      <form className={css.form} onSubmit={submit}>
        {providers.length > 1 && <ProviderField label={text.provider} />}
        <TextInput name="caller" label={text.number} placeholder="+12025550123" maxLength={300} required />
        <TextInput name="note" label={text.why} placeholder={text.whyHint} maxLength={500} />
        <Button type="submit" leftSection={<Ban size={15} aria-hidden="true" />} loading={block.isPending}>
          {text.block}
        </Button>
      </form>
      <Failure error={block.error} />
    </Card>
  );
}
