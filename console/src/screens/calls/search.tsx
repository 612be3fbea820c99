import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Search as SearchIcon } from 'lucide-react';
import { useState } from 'react';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import css from './calls.module.css';
import { type CallFilters, SEARCHED, type Searched } from './filters.ts';
import { callsText } from './text.ts';

const TYPING_MS = 300;

/** Searches by caller, source or tag. */
export function Search({ filters, change }: Pick<CallFilters, 'filters' | 'change'>) {
  const text = useText(callsText);
  const { can } = useSession();
  const [by, setBy] = useState<Searched>(SEARCHED.find((one) => filters[one] !== undefined) ?? 'from');
  const value = filters[by];
  const search = useDebouncedCallback(
    (typed: string) => change({ [by]: by === 'from' ? callerFrom(typed) : typed.trim() || null }),
    TYPING_MS,
  );
  const hint = by !== 'from' ? text.searchExact : can('callers:read') ? text.searchHint : text.searchDigits;
  return (
    <div className={css.search}>
      <NativeSelect
        aria-label={text.searchIn}
        value={by}
        onChange={({ currentTarget }) => {
          const chosen = SEARCHED.find((one) => one === currentTarget.value) ?? 'from';
          change({ [by]: null });
          setBy(chosen);
        }}
        data={SEARCHED.map((one) => ({ value: one, label: text.searched[one] }))}
      />
      <TextInput
        type="search"
        inputMode={by === 'from' ? 'tel' : 'text'}
        aria-label={text.searchBy[by]}
        placeholder={hint}
        leftSection={<SearchIcon size={15} aria-hidden="true" />}
        defaultValue={value}
        key={`${by} ${value === undefined ? 'empty' : 'filled'}`}
        onChange={({ currentTarget }) => search(currentTarget.value)}
      />
    </div>
  );
}

/** Returns the digits of a number that can be searched: the last four, or a whole one. Returns null while it is typed. */
function callerFrom(typed: string): string | null {
  const digits = typed.replace(/[^\d+]/g, '');
  return digits.length === 4 || digits.length >= 7 ? digits : null;
}
