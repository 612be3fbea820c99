import type { ConsumerKind } from '../domain/consumer.ts';
import type { Delivery } from '../domain/delivery.ts';

/** The result of an attempt, or of a delivery that was never attempted. `again`: another attempt follows. */
export type DeliveryResult = 'delivered' | 'again' | 'dead' | 'skipped';

/** Receives the result of each attempt, and of each delivery that was never attempted. */
export type OnResult = (kind: ConsumerKind, result: DeliveryResult) => void;

/** Returns null while the delivery is being sent. */
export function resultOf({ state }: Pick<Delivery, 'state'>): DeliveryResult | null {
  if (state === 'sending') return null;
  return state === 'waiting' ? 'again' : state;
}
