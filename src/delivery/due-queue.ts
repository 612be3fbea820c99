import type { Consumer } from '../domain/consumer.ts';
import type { Delivery } from '../domain/delivery.ts';
import type { Store } from '../store/port.ts';
import type { DeliveryJob } from './jobs.ts';
import { isStopped } from './progress.ts';
import { MAX_CONSUMER_ATTEMPTS } from './slots.ts';

export type DueQueueOptions = {
  store: Pick<Store, 'progress' | 'deliveries'>;
  queue: (jobs: DeliveryJob[]) => Promise<unknown>;
  now: () => Date;
};

/** Returns a function that queues a consumer's due deliveries: as many as it has slots, or one alone if it wants them in order. */
export function createDueQueue({ store: { progress, deliveries }, queue, now }: DueQueueOptions) {
  return async (consumer: Consumer): Promise<void> => {
    const time = now();
    if (isStopped(consumer, await progress.get(consumer.id), time)) return;
    const due = consumer.inOrder
      ? await firstIfDue(consumer.id, time.toISOString())
      : await deliveries.due(consumer.id, time.toISOString(), MAX_CONSUMER_ATTEMPTS);
    if (due.length > 0) await queue(due.map(jobOf));
  };

  async function firstIfDue(consumer: string, time: string): Promise<Delivery[]> {
    const first = await deliveries.first(consumer);
    const isDue = first?.state === 'waiting' && first.nextTryAt !== null && first.nextTryAt <= time;
    return isDue ? [first] : [];
  }
}

function jobOf({ id, tries, requestId }: Delivery): DeliveryJob {
  return { v: 1, delivery: id, tries, ...(requestId !== undefined && { requestId }) };
}
