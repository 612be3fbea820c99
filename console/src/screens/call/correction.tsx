import { Button, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type {
  AttributionRecord,
  Call,
  Candidate,
  Correction as CorrectionBody,
} from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import css from './call.module.css';
import { callText } from './text.ts';

type CorrectionProps = { record: AttributionRecord; call: Call; opened: boolean; onClose: () => void };

/** A dialog in which a person says where a call really came from. */
export function Correction({ record, call, opened, onClose }: CorrectionProps) {
  const text = useText(callText);
  const words = useText(common);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.correct}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <CorrectionForm record={record} call={call} onClose={onClose} />
    </Modal>
  );
}

function CorrectionForm({ record, call, onClose }: Omit<CorrectionProps, 'opened'>) {
  const text = useText(callText);
  const { percent } = useFormat();
  const { site } = useNames();
  const correct = useChange('POST /v1/attributions/{id}/corrections');
  const [to, setTo] = useState('bucket');
  const visitors = record.candidates.filter(
    (one): one is Candidate & { session: string } => one.session !== null,
  );
  const criteria = site(call.site)?.bucketing ?? ['source'];

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const body = correctionFrom(to, criteria, fields);
    correct.mutate({ params: { id: record.id }, body }, { onSuccess: onClose });
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <p className={css.detail}>{text.correctLead}</p>
      <NativeSelect
        label={text.correctTo}
        value={to}
        onChange={({ currentTarget }) => setTo(currentTarget.value)}
        data={[
          { value: 'bucket', label: text.toSource },
          ...visitors.map(({ session, probability }, i) => ({
            value: session,
            label: text.toVisitor(i + 1, percent(probability)),
          })),
          { value: 'none', label: text.toNobody },
        ]}
        data-autofocus
      />
      {to === 'bucket' && (
        <div className={css.row}>
          {criteria.map((name, i) => (
            <TextInput
              key={name}
              name={`bucket.${name}`}
              label={labelOf(name, text)}
              required={i === 0}
              maxLength={256}
            />
          ))}
        </div>
      )}
      <Textarea
        name="reason"
        label={text.reason}
        placeholder={text.reasonHint}
        rows={3}
        maxLength={1000}
        required
      />
      <Failure error={correct.error} />
      <Button type="submit" loading={correct.isPending}>
        {text.saveCorrection}
      </Button>
    </form>
  );
}

function labelOf(name: string, text: Record<'source' | 'campaign' | 'keyword', string>): string {
  return name in text ? text[name as 'source'] : `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function correctionFrom(to: string, criteria: readonly string[], fields: FormData): CorrectionBody {
  const reason = String(fields.get('reason'));
  if (to === 'none') return { to, reason };
  if (to !== 'bucket') return { to: 'session', session: to, reason };
  const values = criteria.map((name) => [name, String(fields.get(`bucket.${name}`)).trim()] as const);
  return { to, bucket: Object.fromEntries(values.filter(([, value]) => value !== '')), reason };
}
