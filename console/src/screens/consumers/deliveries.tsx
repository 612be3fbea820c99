import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Consumer, ListedDelivery } from '../../../../tools/client/operations.ts';
import { useChange, useRead } from '../../api/hooks.ts';
import { useNames } from '../../api/names.ts';
import { useSession } from '../../session/session.tsx';
import { useFormat } from '../../text/format.ts';
import { useText } from '../../text/language.ts';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Card } from '../../ui/page.tsx';
import css from './consumers.module.css';
import { DeliveryState } from './state.tsx';
import { consumersText } from './text.ts';

const REFRESH = { refetchInterval: 5000 };
const STATES = ['delivered', 'waiting', 'skipped', 'dead'] as const;
const SHOWN = 100;

/** The latest deliveries of a consumer, each with its state and the reason for it. */
export function Deliveries({ consumer: { id, provider } }: { consumer: Consumer }) {
  const text = useText(consumersText);
  const [state, setState] = useState<(typeof STATES)[number] | 'all'>('all');
  const query = { limit: SHOWN, ...(state !== 'all' && { state }) };
  const { data, error, isPending } = useRead(
    'GET /v1/consumers/{id}/deliveries',
    { params: { id }, query },
    REFRESH,
  );
  const deliveries = data?.data ?? [];
  return (
    <Card
      flush
      title={text.deliveries}
      aside={
        <SegmentedControl
          aria-label={text.state}
          size="xs"
          value={state}
          onChange={(chosen) => setState(STATES.find((one) => one === chosen) ?? 'all')}
          transitionDuration={0}
          data={[
            { value: 'all', label: text.all },
            ...STATES.map((value) => ({ value, label: text.deliveryStates[value] })),
          ]}
        />
      }
    >
      {isPending && <Loading lines={3} />}
      <Failure error={error} />
      {data && deliveries.length === 0 && (
        <p className={css.none}>{state === 'all' ? text.noDeliveries : text.noneInState}</p>
      )}
      {deliveries.length > 0 && <DeliveryTable deliveries={deliveries} provider={provider} />}
    </Card>
  );
}

type TableProps = { deliveries: readonly ListedDelivery[]; provider: string };

function DeliveryTable({ deliveries, provider }: TableProps) {
  const text = useText(consumersText);
  const { moment, number } = useFormat();
  const timeZone = useNames().zone(provider);
  const canReplay = useSession().can('consumers:write');
  const replay = useChange('POST /v1/deliveries/{id}/replay');
  return (
    <div className={css.scroll}>
      <Failure error={replay.error} />
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{text.call}</th>
            <th scope="col">{text.state}</th>
            <th scope="col">{text.reason}</th>
            <th scope="col">{text.tries}</th>
            {canReplay && <th aria-label={text.actions} />}
          </tr>
        </thead>
        <tbody>
          {deliveries.map(({ id, call, notice, at, state, reason, nextTryAt, tries }) => (
            <tr key={id}>
              <th scope="row">
                {call ? <Link href={`/calls/${call}`}>{moment(at, timeZone)}</Link> : moment(at, timeZone)}
                {notice && <div>{notice.title}</div>}
              </th>
              <td>
                <DeliveryState state={state} />
              </td>
              <td className={css.reason}>
                {reason?.detail}{' '}
                {state === 'waiting' && nextTryAt && text.nextTry(moment(nextTryAt, timeZone))}
              </td>
              <td>{number(tries)}</td>
              {canReplay && (
                <td className={css.action}>
                  {['delivered', 'dead', 'skipped'].includes(state) && (
                    <Button
                      variant="subtle"
                      size="compact-sm"
                      aria-label={text.replayOf(moment(at, timeZone))}
                      onClick={() => replay.mutate({ params: { id } })}
                    >
                      {text.replay}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
