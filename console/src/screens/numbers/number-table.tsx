import { Button } from '@mantine/core';
import { useState } from 'react';
import type { VirtualNumber } from '../../../../tools/client/operations.ts';
import { useChange } from '../../api/hooks.ts';
import { useSession } from '../../session/session.tsx';
import { useText } from '../../text/language.ts';
import { carrierName } from '../../ui/carriers.ts';
import { Failure } from '../../ui/failure.tsx';
import { Tag } from '../../ui/marks.tsx';
import { Phone, phoneText } from '../../ui/phone.tsx';
import css from './numbers.module.css';
import { PinNumber } from './pin.tsx';
import { numbersText } from './text.ts';

const TONES = { active: 'good', paused: 'warn', retired: undefined } as const;

/** The numbers of a pool, each with what can be done with it. */
export function NumberTable({ numbers }: { numbers: readonly VirtualNumber[] }) {
  const text = useText(numbersText);
  const canWrite = useSession().can('setup:write');
  const [pinning, setPinning] = useState<VirtualNumber | null>(null);
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{text.number}</th>
            <th scope="col">{text.carrier}</th>
            <th scope="col">{text.state}</th>
            <th scope="col">{text.stands}</th>
            {canWrite && <th aria-label={text.actions} />}
          </tr>
        </thead>
        <tbody>
          {numbers.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Phone value={one.number} />
              </th>
              <td>{carrierName(one.carrier)}</td>
              <td>
                <Tag {...(TONES[one.state] && { tone: TONES[one.state] })}>{text.states[one.state]}</Tag>
              </td>
              <td>{one.pinned ? Object.values(one.pinned.values).join(' · ') : text.everyone}</td>
              {canWrite && (
                <td className={css.actions}>
                  <Actions number={one} onPin={() => setPinning(one)} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {pinning && <PinNumber number={pinning} onClose={() => setPinning(null)} />}
    </div>
  );
}

function Actions({ number, onPin }: { number: VirtualNumber; onPin: () => void }) {
  const text = useText(numbersText);
  const change = useChange('PATCH /v1/numbers/{id}');
  const remove = useChange('DELETE /v1/numbers/{id}');
  const { id, state, pinned } = number;
  const set = (body: { state: 'active' | 'paused' } | { pinned: null }) =>
    change.mutate({ params: { id }, body });
  const retire = () => remove.mutate({ params: { id } });
  return (
    <div className={css.group}>
      {state === 'active' && (
        <Action of={number} onClick={() => set({ state: 'paused' })}>
          {text.pause}
        </Action>
      )}
      {state !== 'active' && (
        <Action of={number} onClick={() => set({ state: 'active' })}>
          {text.resume}
        </Action>
      )}
      {state !== 'retired' && !pinned && (
        <Action of={number} onClick={onPin}>
          {text.pin}
        </Action>
      )}
      {pinned && (
        <Action of={number} onClick={() => set({ pinned: null })}>
          {text.unpin}
        </Action>
      )}
      <Action of={number} onClick={retire}>
        {state === 'retired' ? text.removeRetired : text.retire}
      </Action>
      <Failure error={change.error ?? remove.error} />
    </div>
  );
}

function Action(props: { of: VirtualNumber; onClick: () => void; children: string }) {
  const { of, onClick, children } = props;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      onClick={onClick}
      aria-label={`${children}: ${phoneText(of.number)}`}
    >
      {children}
    </Button>
  );
}
