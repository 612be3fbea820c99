import {
  ActionIcon,
  Button,
  NativeSelect,
  NumberInput,
  SegmentedControl,
  Textarea,
  TextInput,
} from '@mantine/core';
import { PhoneOutgoing, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { Call } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Tag } from '../../ui/marks.tsx';
import { Card } from '../../ui/page.tsx';
import css from './call.module.css';
import { callText } from './text.ts';

/** What came of the call: lead, value, spam, tags and notes. Those who may not change it read it. */
export function Result({ call, timeZone }: { call: Call; timeZone: string }) {
  const text = useText(callText);
  const { can } = useSession();
  const canWrite = can('calls:write');
  return (
    <>
      <Card title={text.result} className={css.result}>
        {canWrite && <CallBack call={call} />}
        {canWrite && <Qualification call={call} />}
        <div className={canWrite ? css.section : ''}>
          <h3>{text.tags}</h3>
          <Tags call={call} canWrite={canWrite} />
        </div>
      </Card>
      <Card title={text.notes} className={css.notes}>
        <Notes call={call} canWrite={canWrite} timeZone={timeZone} />
      </Card>
    </>
  );
}

/** Reports that somebody called a caller back whom nobody had answered, and takes that back. */
function CallBack({ call: { id, outcome, calledBackAt } }: { call: Call }) {
  const text = useText(callText);
  const save = useChange('PATCH /v1/calls/{id}');
  if (outcome !== 'missed' && outcome !== 'voicemail' && outcome !== 'failed') return null;
  const isDone = calledBackAt !== null;
  return (
    <div className={css.form}>
      <div>
        <Button
          variant={isDone ? 'default' : 'filled'}
          leftSection={<PhoneOutgoing size={15} aria-hidden="true" />}
          loading={save.isPending}
          onClick={() => save.mutate({ params: { id }, body: { calledBack: !isDone } })}
        >
          {isDone ? text.notCalledBack : text.calledBack}
        </Button>
      </div>
      <Failure error={save.error} />
    </div>
  );
}

function Qualification({ call: { id, qualification } }: { call: Call }) {
  const text = useText(callText);
  const words = useText(common);
  const save = useChange('POST /v1/calls/{id}/outcome');
  const lead = qualification?.qualified == null ? 'open' : qualification.qualified ? 'yes' : 'no';
  const [value, setValue] = useState<number | string>(qualification?.value ?? '');
  const [currency, setCurrency] = useState(qualification?.currency ?? 'USD');
  const isChanged =
    value !== (qualification?.value ?? '') || (value !== '' && currency !== qualification?.currency);

  return (
    <div className={css.form}>
      <div className={css.buttons}>
        <span aria-hidden="true">{text.lead}</span>
        <SegmentedControl
          aria-label={text.lead}
          value={lead}
          transitionDuration={0}
          onChange={(chosen) =>
            save.mutate({ params: { id }, body: { qualified: chosen === 'open' ? null : chosen === 'yes' } })
          }
          data={(['yes', 'no', 'open'] as const).map((one) => ({
            value: one,
            label: text.leads[one],
          }))}
        />
        <Button
          variant="default"
          className={css.end ?? ''}
          onClick={() => save.mutate({ params: { id }, body: { spam: !qualification?.spam } })}
        >
          {qualification?.spam ? text.noSpam : text.isSpam}
        </Button>
      </div>
      <div className={css.row}>
        <NumberInput label={text.value} value={value} onChange={setValue} min={0} max={1e12} hideControls />
        <NativeSelect
          label={text.currency}
          value={currency}
          onChange={({ currentTarget }) => setCurrency(currentTarget.value)}
          data={CURRENCIES}
        />
        <Button
          className={css.bottom ?? ''}
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() =>
            save.mutate({
              params: { id },
              body: value === '' ? { value: null } : { value: Number(value), currency },
            })
          }
        >
          {words.save}
        </Button>
      </div>
      <Failure error={save.error} />
    </div>
  );
}

const CURRENCIES = ['USD', 'EUR', 'GBP', 'CAD', 'AUD', 'CHF', 'MXN', 'BRL', 'JPY'];

function Tags({ call: { id, tags }, canWrite }: { call: Call; canWrite: boolean }) {
  const text = useText(callText);
  const save = useChange('PATCH /v1/calls/{id}');
  const change = (next: string[]) => save.mutate({ params: { id }, body: { tags: next } });

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    const tag = event.currentTarget.value.trim();
    if (event.key !== 'Enter' || tag === '') return;
    event.currentTarget.value = '';
    if (!tags.includes(tag)) change([...tags, tag]);
  }

  if (!canWrite) return tags.map((tag) => <Tag key={tag}>{tag}</Tag>);
  return (
    <>
      {tags.length > 0 && (
        <div className={css.tags}>
          {tags.map((tag) => (
            <span key={tag} className={css.tagItem}>
              {tag}
              <ActionIcon
                variant="transparent"
                size="xs"
                color="gray"
                aria-label={text.removeTag(tag)}
                onClick={() => change(tags.filter((other) => other !== tag))}
              >
                <X size={12} />
              </ActionIcon>
            </span>
          ))}
        </div>
      )}
      <TextInput aria-label={text.tags} placeholder={text.tagHint} maxLength={64} onKeyDown={onKeyDown} />
      <Failure error={save.error} />
    </>
  );
}

function Notes({
  call: { id, notes },
  canWrite,
  timeZone,
}: {
  call: Call;
  canWrite: boolean;
  timeZone: string;
}) {
  const text = useText(callText);
  const { moment } = useFormat();
  const add = useChange('POST /v1/calls/{id}/notes');

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const note = String(new FormData(form).get('note')).trim();
    add.mutate({ params: { id }, body: { text: note } }, { onSuccess: () => form.reset() });
  }

  return (
    <div className={css.form}>
      {notes.map((note) => (
        <div key={`${note.at} ${note.text}`} className={css.note}>
          {note.text}
          <time dateTime={note.at}>{moment(note.at, timeZone)}</time>
        </div>
      ))}
      {canWrite && (
        <form className={css.form} onSubmit={submit}>
          <Textarea
            name="note"
            aria-label={text.notes}
            placeholder={text.noteHint}
            rows={2}
            maxLength={4000}
            required
          />
          <Failure error={add.error} />
          <div>
            <Button type="submit" variant="default" loading={add.isPending}>
              {text.addNote}
            </Button>
          </div>
        </form>
      )}
    </div>
  );
}
