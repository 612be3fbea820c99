import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import type { Pool, Provider } from '../../../../tools/client/operations.ts';
import { useRead } from '../../api/hooks.ts';
import { useText } from '../../text/language.ts';
import { CARRIERS } from '../../ui/carriers.ts';
import { Card } from '../../ui/page.tsx';
import { phoneText } from '../../ui/phone.tsx';
import { numbersText } from '../numbers/text.ts';
import type { WrongField } from './create-site.ts';
import css from './sites.module.css';
import { useTestCalls } from './test-call.tsx';
import { freeTestNumbers } from './test-numbers.ts';
import { sitesText } from './text.ts';

/** The value of a choice that stands for something new. */
export const NEW = '';

/** The answers from before a reload, by the names of the fields. */
type Typed = Record<string, string>;

/** A choice of one of the records, or of a new one. Shows nothing without a record. */
function OneOrNew(props: {
  name: string;
  label: string;
  /** The name of the choice of a new one. */
  ofNew: string;
  records: readonly { id: string; name: string }[];
  value: string;
  choose: (id: string) => void;
}) {
  const { name, label, ofNew, records, value, choose } = props;
  if (records.length === 0) return null;
  return (
    <NativeSelect
      {...{ name, label, value }}
      onChange={({ currentTarget }) => choose(currentTarget.value)}
      data={[...records.map(({ id, name }) => ({ value: id, label: name })), { value: NEW, label: ofNew }]}
    />
  );
}

export function ProviderSection(props: {
  providers: readonly Provider[];
  provider: string;
  choose: (id: string) => void;
  typed: Typed;
}) {
  const { providers, provider, choose, typed } = props;
  const { form: text } = useText(sitesText);
  return (
    <Section n={1} title={text.provider}>
      <OneOrNew
        {...{ name: 'provider', label: text.providerHint, ofNew: text.newProvider }}
        {...{ records: providers, value: provider, choose }}
      />
      {provider === NEW && (
        <TextInput
          name="providerName"
          label={text.providerName}
          defaultValue={typed.providerName}
          maxLength={100}
          required
        />
      )}
    </Section>
  );
}

export function SiteSections({ typed, wrong }: { typed: Typed; wrong: readonly WrongField[] }) {
  const { form: text } = useText(sitesText);
  return (
    <>
      <Section n={2} title={text.site}>
        <TextInput
          name="siteName"
          label={text.siteName}
          placeholder={text.siteNameHint}
          defaultValue={typed.siteName}
          maxLength={100}
          required
        />
        <TextInput
          name="origin"
          label={text.origin}
          description={text.originHelp}
          error={wrong.includes('origin') && text.originWrong}
          defaultValue={typed.origin}
          inputMode="url"
          required
        />
      </Section>
      <Section n={3} title={text.calls}>
        <TextInput
          name="endpointName"
          label={text.endpointName}
          placeholder={text.endpointNameHint}
          defaultValue={typed.endpointName}
          maxLength={100}
          required
        />
        <TextInput
          name="number"
          label={text.number}
          description={text.numberHelp}
          error={wrong.includes('number') && text.numberWrong}
          defaultValue={typed.number}
          inputMode="tel"
          required
        />
      </Section>
    </>
  );
}

export function NumbersSection(props: {
  pools: readonly Pool[];
  pool: string;
  choose: (id: string) => void;
  typed: Typed;
}) {
  const { pools, pool, choose, typed } = props;
  const { form: text } = useText(sitesText);
  return (
    <Section n={4} title={text.numbers}>
      <OneOrNew
        {...{ name: 'pool', label: text.existing, ofNew: text.newPool }}
        {...{ records: pools, value: pool, choose }}
      />
      {pool === NEW && <PastedNumbers typed={typed} />}
    </Section>
  );
}

/** Somebody without a carrier takes test numbers, where the gateway plays calls to them. */
function PastedNumbers({ typed }: { typed: Typed }) {
  const { form: text } = useText(sitesText);
  const { carrier, numbersHint } = useText(numbersText);
  const { isAllowed } = useTestCalls();
  const used = useRead('GET /v1/numbers', { query: { limit: 1000 } }, { enabled: isAllowed });
  const field = useRef<HTMLTextAreaElement>(null);

  function fill() {
    if (!field.current) return;
    field.current.value = freeTestNumbers(used.data?.data ?? [])
      .map(phoneText)
      .join('\n');
    field.current.focus();
  }

  return (
    <>
      <NativeSelect name="carrier" label={carrier} data={CARRIERS} defaultValue={typed.carrier} />
      <div className={css.pasted}>
        <Textarea
          ref={field}
          name="numbers"
          label={text.pasted}
          description={text.pastedHelp}
          placeholder={numbersHint}
          defaultValue={typed.numbers}
          rows={4}
          required
        />
        {isAllowed && (
          <Button size="xs" variant="default" onClick={fill}>
            {text.testNumbers}
          </Button>
        )}
      </div>
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
