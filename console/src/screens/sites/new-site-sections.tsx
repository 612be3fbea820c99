import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useRef } from 'react';
import type { Pool, Provider } from '../../../../tools/client/operations.ts';
import { useText } from '../../text/language.ts';
import { CARRIERS } from '../../ui/carriers.ts';
import { Card } from '../../ui/page.tsx';
import { numbersText } from '../numbers/text.ts';
import type { WrongField } from './create-site.ts';
import css from './sites.module.css';
import { useTestCalls } from './test-call.tsx';
import { sitesText } from './text.ts';

/** The value of a choice that stands for something new. */
export const NEW = '';

/** Numbers of films, which nobody has. The demo has others. */
const TEST_NUMBERS = '+1 202 555 0141\n+1 202 555 0142\n+1 202 555 0143\n+1 202 555 0144';

/** The answers from before a reload, by the names of the fields. */
type Typed = Record<string, string>;

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
      {providers.length > 0 && (
        <NativeSelect
          name="provider"
          label={text.providerHint}
          value={provider}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
          data={[
            ...providers.map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW, label: text.newProvider },
          ]}
        />
      )}
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
      {pools.length > 0 && (
        <NativeSelect
          name="pool"
          label={text.existing}
          value={pool}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
          data={[
            ...pools.map(({ id, name }) => ({ value: id, label: name })),
            { value: NEW, label: text.newPool },
          ]}
        />
      )}
      {pool === NEW && <PastedNumbers typed={typed} />}
    </Section>
  );
}

/** Somebody without a carrier takes test numbers, where the gateway plays calls to them. */
function PastedNumbers({ typed }: { typed: Typed }) {
  const { form: text } = useText(sitesText);
  const { carrier, numbersHint } = useText(numbersText);
  const { isAllowed } = useTestCalls();
  const field = useRef<HTMLTextAreaElement>(null);

  function fill() {
    if (!field.current) return;
    field.current.value = TEST_NUMBERS;
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
