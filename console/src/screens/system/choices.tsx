import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import css from './system.module.css';
import { systemText } from './text.ts';

type ChoicesProps = {
  name: string;
  legend: string;
  hint?: string;
  options: readonly { value: string; label: string }[];
  chosen?: readonly string[];
};

/** Boxes of which several can be ticked. */
export function Choices({ name, legend, hint, options, chosen = [] }: ChoicesProps) {
  return (
    <fieldset className={css.choices}>
      <legend>{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} />
          {label}
        </label>
      ))}
      {hint && <span className={css.hint}>{hint}</span>}
    </fieldset>
  );
}

/** Chooses all providers, or some of them. A reader who is bound to providers cannot choose all. */
export function ProviderChoices({ chosen }: { chosen: readonly string[] | null }) {
  const text = useText(systemText);
  const { providers } = useNames();
  const isBound = useSession().providers !== null;
  const [isAll, setAll] = useState(chosen === null && !isBound);
  return (
    <>
      {!isBound && (
        <NativeSelect
          label={text.providers}
          value={isAll ? 'all' : 'some'}
          onChange={({ currentTarget }) => setAll(currentTarget.value === 'all')}
          data={[
            { value: 'all', label: text.seesAll },
            { value: 'some', label: text.seesSome },
          ]}
        />
      )}
      {!isAll && (
        <Choices
          name="providers"
          legend={text.providers}
          options={providers.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={chosen ?? []}
        />
      )}
      {isAll && <input type="hidden" name="all" value="yes" />}
    </>
  );
}

/** Returns the chosen providers of a form; null: all. */
export function providersOf(fields: FormData): string[] | null {
  return fields.has('all') ? null : fields.getAll('providers').map(String);
}

/** Returns the names of a record's providers as one text. */
export function useProviderNames(): (providers: readonly string[] | null) => string {
  const text = useText(systemText);
  const { provider } = useNames();
  return (providers) => providers?.map((id) => provider(id)?.name ?? id).join(', ') ?? text.allProviders;
}
