import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { VirtualNumber } from '../../../../tools/client/operations.ts';
import { useNames } from '../../api/names.ts';
import { useProviderChoice } from '../../shell/provider.tsx';
import { useText } from '../../text/language.ts';
import { CARRIERS } from '../../ui/carriers.ts';
import { Failure } from '../../ui/failure.tsx';
import { Card, Page } from '../../ui/page.tsx';
import { linesOf } from '../numbers/lines.ts';
import { numbersText } from '../numbers/text.ts';
import { type Answers, siteCreator } from './create-site.ts';
import css from './sites.module.css';
import { sitesText } from './text.ts';

/** The value of a choice that stands for something new. */
const NEW = '';

/** The form that creates a site with its business, its numbers and the endpoint of its calls. */
export function NewSite() {
  const { form: text } = useText(sitesText);
  const { providers, pools } = useNames();
  const { provider: chosen } = useProviderChoice();
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const [create] = useState(siteCreator);
  const [provider, setProvider] = useState(chosen ?? providers[0]?.id ?? NEW);
  const ownPools = pools.filter((pool) => pool.provider === provider);
  const [pool, setPool] = useState(ownPools[0]?.id ?? NEW);
  const creation = useMutation({
    mutationFn: create,
    async onSuccess({ site }) {
      await cache.invalidateQueries();
      if (site !== null) navigate(`/sites/${site}`);
    },
  });
  const isNewPool = !ownPools.some(({ id }) => id === pool);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    creation.mutate(answersFrom(fields, provider || null, isNewPool ? null : pool));
  }

  return (
    <Page title={text.title} lead={text.lead}>
      <form className={css.wizard} onSubmit={submit}>
        <Section n={1} title={text.provider}>
          {providers.length > 0 && (
            <NativeSelect
              label={text.providerHint}
              value={provider}
              onChange={({ currentTarget }) => setProvider(currentTarget.value)}
              data={[
                ...providers.map(({ id, name }) => ({ value: id, label: name })),
                { value: NEW, label: text.newProvider },
              ]}
            />
          )}
          {provider === NEW && (
            <TextInput name="providerName" label={text.providerName} maxLength={100} required />
          )}
        </Section>
        <Section n={2} title={text.site}>
          <TextInput
            name="siteName"
            label={text.siteName}
            placeholder={text.siteNameHint}
            maxLength={100}
            required
          />
          <TextInput
            name="origin"
            label={text.origin}
            description={text.originHelp}
            inputMode="url"
            required
          />
        </Section>
        <Section n={3} title={text.calls}>
          <TextInput
            name="endpointName"
            label={text.endpointName}
            placeholder={text.endpointNameHint}
            maxLength={100}
            required
          />
          <TextInput
            name="number"
            label={text.number}
            description={text.numberHelp}
            inputMode="tel"
            required
          />
        </Section>
        <Section n={4} title={text.numbers}>
          {ownPools.length > 0 && (
            <NativeSelect
              label={text.existing}
              value={isNewPool ? NEW : pool}
              onChange={({ currentTarget }) => setPool(currentTarget.value)}
              data={[
                ...ownPools.map(({ id, name }) => ({ value: id, label: name })),
                { value: NEW, label: text.newPool },
              ]}
            />
          )}
          {isNewPool && <PastedNumbers />}
        </Section>
        {creation.data?.skipped && (
          <div className={css.skipped} role="alert">
            <p>{text.skipped}</p>
            <ul>
              {creation.data.skipped.map(({ number, detail }) => (
                <li key={number}>
                  <strong>{number}</strong>: {detail}
                </li>
              ))}
            </ul>
          </div>
        )}
        <Failure error={creation.error} />
        <div>
          <Button type="submit" size="md" loading={creation.isPending}>
            {text.submit}
          </Button>
        </div>
      </form>
    </Page>
  );
}

function PastedNumbers() {
  const { form: text } = useText(sitesText);
  const { carrier, numbersHint } = useText(numbersText);
  return (
    <>
      <NativeSelect name="carrier" label={carrier} data={CARRIERS} />
      <Textarea
        name="numbers"
        label={text.pasted}
        description={text.pastedHelp}
        placeholder={numbersHint}
        rows={4}
        required
      />
    </>
  );
}

function Section({ n, title, children }: { n: number; title: string; children: ReactNode }) {
  return (
    <Card className={css.section}>
      <h2>
        <span className={css.step}>{n}</span>
        {title}
      </h2>
      <div className={css.fields}>{children}</div>
    </Card>
  );
}

function answersFrom(fields: FormData, provider: string | null, pool: string | null): Answers {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  return {
    ...{ provider, pool },
    providerName: text('providerName'),
    siteName: text('siteName'),
    origin: text('origin'),
    endpointName: text('endpointName'),
    number: text('number'),
    carrier: (text('carrier') || 'twilio') as VirtualNumber['carrier'],
    numbers: linesOf(text('numbers')),
  };
}
