import type { ConsumerKind } from '../domain/consumer.ts';
import type { Delivery } from '../domain/delivery.ts';

/** What came of a telling: it has arrived, is to be tried again, was given up, or was not to be told. */
export type DeliveryResult = 'delivered' | 'again' | 'dead' | 'skipped';

/** Told how each try ended, and of each delivery that was never tried. */
export type OnResult = (kind: ConsumerKind, result: DeliveryResult) => void;

/** Null: nothing has come of it yet, it is being told. */
export function resultOf({ state }: Pick<Delivery, 'state'>): DeliveryResult | null {
  if (state === 'sending') return null;
  return state === 'waiting' ? 'again' : state;
}
