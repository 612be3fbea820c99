import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { CircleCheck } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Pool, VirtualNumber } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { common } from '../../text/common.ts';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { CARRIERS } from '../../ui/carriers.ts';
import { Failure } from '../../ui/failure.tsx';
import { linesOf } from './lines.ts';
import css from './numbers.module.css';
import { SkippedNumbers } from './skipped.tsx';
import { numbersText } from './text.ts';

/** A dialog that adds pasted numbers to a pool, and names each that cannot be added. */
export function AddNumbers({ pool, onClose }: { pool: Pool; onClose: () => void }) {
  const text = useText(numbersText);
  const words = useText(common);
  const { number } = useFormat();
  const add = useChange('POST /v1/numbers');
  const [carrier, setCarrier] = useState<VirtualNumber['carrier']>('twilio');
  const [pasted, setPasted] = useState('');

  function submit(event: FormEvent) {
    event.preventDefault();
    const numbers = linesOf(pasted);
    if (numbers.length === 0) return;
    add.mutate(
      { body: { pool: pool.id, carrier, numbers, partial: true } },
      { onSuccess: ({ skipped }) => setPasted(skipped.map((one) => one.number).join('\n')) },
    );
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`${text.add}: ${pool.name}`}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <form className={css.form} onSubmit={submit}>
        <p className={css.quiet}>{text.addLead}</p>
        <NativeSelect
          label={text.carrier}
          value={carrier}
          onChange={({ currentTarget }) => setCarrier(currentTarget.value as VirtualNumber['carrier'])}
          data={CARRIERS}
        />
        <Textarea
          label={text.numbers}
          placeholder={text.numbersHint}
          value={pasted}
          onChange={({ currentTarget }) => setPasted(currentTarget.value)}
          rows={7}
          data-autofocus
        />
        {add.data && (
          <div role="status" className={css.answer}>
            {add.data.data.length > 0 && (
              <p className={css.good}>
                <CircleCheck size={16} aria-hidden="true" /> {text.added(number(add.data.data.length))}
              </p>
            )}
            {add.data.skipped.length > 0 && (
              <>
                <h3>{text.notAdded}</h3>
                <SkippedNumbers skipped={add.data.skipped} />
              </>
            )}
          </div>
        )}
        <Failure error={add.error} />
        <div className={css.buttons}>
          {add.data && (
            <Button variant="default" onClick={onClose}>
              {text.done}
            </Button>
          )}
          <Button type="submit" loading={add.isPending}>
            {text.add}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
