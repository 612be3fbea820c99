import type { Consumer, ListedDelivery } from '../../../../tools/client/operations.ts';
import { useText } from '../../text/language.ts';
import { Tag } from '../../ui/marks.tsx';
import { consumersText } from './text.ts';

const CONSUMER_TONES = {
  active: 'good',
  slowed: 'warn',
  paused: null,
  disabled: 'bad',
  unconnected: 'warn',
} as const;
const DELIVERY_TONES = {
  delivered: 'good',
  waiting: null,
  sending: null,
  skipped: null,
  dead: 'bad',
} as const;

export function ConsumerState({ state }: Pick<Consumer, 'state'>) {
  const tone = CONSUMER_TONES[state];
  return <Tag {...(tone && { tone })}>{useText(consumersText).states[state]}</Tag>;
}

export function DeliveryState({ state }: Pick<ListedDelivery, 'state'>) {
  const tone = DELIVERY_TONES[state];
  return <Tag {...(tone && { tone })}>{useText(consumersText).deliveryStates[state]}</Tag>;
}
