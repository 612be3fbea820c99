import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Consumer } from '../../../../tools/client/operations.ts';
import { LANGUAGES, type Language, useLanguage, useText } from '../../text/language.ts';
import { NameField } from './name-field.tsx';
import { addressesIn } from './read-alert.ts';
import { consumersText } from './text.ts';

export type ReportMail = Extract<Consumer, { kind: 'report_mail' }>;

const EVERY = ['week', 'month'] as const;
type Every = (typeof EVERY)[number];
const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[];
/** 1 is Monday, as in the API. */
const WEEK = [1, 2, 3, 4, 5, 6, 7];

type Props = {
  /** The report that is changed. Without one the form is for a new report. */
  former?: ReportMail | undefined;
  /** The faults of single fields, by their names. */
  errors: Record<string, string>;
};

/** The fields of a report by mail: its name, who gets it, when, and in which language. */
export function MailFields({ former, errors }: Props) {
  const text = useText(consumersText);
  const own = useLanguage();
  const { to = [], every: formerEvery = 'week', day = 1, hour = 8, language = own } = former?.settings ?? {};
  const [every, setEvery] = useState<Every>(formerEvery);
  const weekday = { defaultValue: String(day), error: errors.day };
  return (
    <>
      <NameField former={former} error={errors.name} />
      <TextInput
        name="to"
        label={text.mailTo}
        description={text.readersHelp}
        defaultValue={to.join(', ')}
        error={errors.to}
        required
      />
      <NativeSelect
        name="every"
        label={text.every}
        value={every}
        onChange={({ currentTarget }) => setEvery(currentTarget.value as Every)}
        data={EVERY.map((value) => ({ value, label: text.everies[value] }))}
      />
      {every === 'week' ? (
        <NativeSelect
          name="day"
          label={text.day}
          {...weekday}
          data={WEEK.map((one) => ({ value: String(one), label: text.weekdays[one - 1] ?? '' }))}
        />
      ) : (
        <NumberInput name="day" label={text.day} {...weekday} min={1} max={28} required />
      )}
      <NumberInput
        name="hour"
        label={text.hour}
        defaultValue={hour}
        error={errors.hour}
        min={0}
        max={23}
        required
      />
      <NativeSelect
        name="language"
        label={text.mailLanguage}
        defaultValue={language}
        data={LANGUAGE_CODES.map((value) => ({ value, label: LANGUAGES[value] }))}
      />
    </>
  );
}

/** Reads the fields of a report by mail. */
export function readMail(fields: FormData) {
  const entered = (name: string) => String(fields.get(name) ?? '').trim();
  return {
    name: entered('name'),
    settings: {
      to: addressesIn(entered('to')),
      every: entered('every') as Every,
      day: Number(entered('day')),
      hour: Number(entered('hour')),
      language: entered('language') as Language,
    },
  };
}
