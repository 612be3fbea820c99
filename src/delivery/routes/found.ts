import type { Consumer } from '../../domain/consumer.ts';
import type { Delivery } from '../../domain/delivery.ts';
import { Problem } from '../../domain/problem.ts';
import type { NarrowedStore } from '../../store/port.ts';

/** Returns the consumer that a request names. Throws `not_found` where the request sees no such consumer. */
export async function foundConsumer(
  { consumers }: Pick<NarrowedStore, 'consumers'>,
  id: string,
): Promise<Consumer> {
  const consumer = await consumers.get(id);
  if (!consumer) throw new Problem('not_found', `There is no ${id} among the consumers.`);
  return consumer;
}

/** Returns the delivery that a request names. Throws `not_found` where the request sees no such delivery. */
export async function foundDelivery(
  { deliveries }: Pick<NarrowedStore, 'deliveries'>,
  id: string,
): Promise<Delivery> {
  const delivery = await deliveries.get(id);
  if (!delivery) throw new Problem('not_found', `There is no delivery ${id}.`);
  return delivery;
}
