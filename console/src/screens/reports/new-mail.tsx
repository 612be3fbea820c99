import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { LANGUAGES, type Language, useLanguage, useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { ProviderField } from '../../ui/provider-field.tsx';
import type { useReport } from './query.ts';
import css from './reports.module.css';
import { reportsText } from './text.ts';

const LANGUAGE_CODES = Object.keys(LANGUAGES) as Language[];
const EVERY = ['week', 'month'] as const;
type Every = (typeof EVERY)[number];
/** 1 is Monday, as in the API. */
const WEEK = [1, 2, 3, 4, 5, 6, 7];

type Props = { report: Pick<ReturnType<typeof useReport>, 'by' | 'only'>; onClose: () => void };

/** A dialog that has the report on the screen sent by e-mail, and leads to the consumer that sends it. */
export function NewMail({ report: { by, only }, onClose }: Props) {
  const text = useText(reportsText);
  const words = useText(common);
  const language = useLanguage();
  const [every, setEvery] = useState<Every>('week');
  const create = useChange('POST /v1/consumers');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const entered = (name: string) => String(fields.get(name) ?? '').trim();
    const chosen = LANGUAGE_CODES.find((one) => one === entered('language')) ?? language;
    create.mutate({
      body: {
        ...{ kind: 'report_mail', provider: entered('provider'), name: entered('name') },
        settings: {
          ...{ to: entered('to').split(/[\s,;]+/), by, only, every },
          ...{ day: Number(entered('day')), hour: Number(entered('hour')) },
          ...{ language: chosen, consoleUrl: window.location.origin },
        },
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
          <TextInput name="name" label={text.mailName} maxLength={100} required data-autofocus />
          <TextInput name="to" label={text.mailTo} description={text.mailToHelp} required />
          <NativeSelect
            label={text.every}
            value={every}
            onChange={({ currentTarget }) => setEvery(currentTarget.value as Every)}
            data={EVERY.map((value) => ({ value, label: text.everies[value] }))}
          />
          {every === 'week' ? (
            <NativeSelect
              name="day"
              label={text.day}
              data={WEEK.map((day) => ({ value: String(day), label: text.weekdays[day - 1] ?? '' }))}
            />
          ) : (
            <NumberInput name="day" label={text.day} defaultValue={1} min={1} max={28} required />
          )}
          <NativeSelect
            name="language"
            label={text.mailLanguage}
            defaultValue={language}
            data={LANGUAGE_CODES.map((value) => ({ value, label: LANGUAGES[value] }))}
          />
          <NumberInput name="hour" label={text.hour} defaultValue={8} min={0} max={23} required />
          <ProviderField label={text.provider} />
          <Failure error={create.error} />
          <Button type="submit" loading={create.isPending}>
            {text.mailCreate}
          </Button>
        </form>
      )}
    </Modal>
  );
}
