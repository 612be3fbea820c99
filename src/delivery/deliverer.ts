import type { Logger } from 'pino';
import type { Consumer } from '../domain/consumer.ts';
import type { Store } from '../store/port.ts';
import { afterFailure, interruptedAttempt, interruptedVerdict } from './after-attempt.ts';
import { AttemptEnd } from './attempt-end.ts';
import type { DeliveryJob } from './jobs.ts';
import { platformOf } from './platforms/all.ts';
import { isStopped } from './progress.ts';
import type { OnResult } from './result.ts';
import { Sender, type SenderOptions } from './sender.ts';
import { Slots } from './slots.ts';

/** Attempts of dead workers that one round takes over. */
const MAX_TAKEN_OVER = 500;

export type DelivererOptions = Omit<SenderOptions, 'store' | 'now'> & {
  store: SenderOptions['store'] & Pick<Store, 'consumers'>;
  /** Queues the consumer's next deliveries that are due. */
  queueDue: (consumer: Consumer) => Promise<void>;
  /** An attempt that takes longer than this, in milliseconds, belongs to a worker that died. */
  leaseMs: number;
  onResult?: OnResult;
  log: Logger;
  now: () => Date;
};

export type Deliverer = {
  /** Makes the attempt of the job, unless the stored delivery says that it is made or not due. */
  deliver(job: DeliveryJob): Promise<void>;
  /** Ends the attempts of workers that died: the delivery waits again, or is dead where the call could count twice. */
  takeOver(): Promise<void>;
};

/** Sends deliveries. An attempt is claimed in the store before the request, and its end is stored after the answer. */
export function createDeliverer(options: DelivererOptions): Deliverer {
  const { store, onResult = () => undefined, log, now } = options;
  const slots = new Slots();
  const end = new AttemptEnd({ store, onResult, log, now });
  const sender = new Sender({ ...options, now }, slots, end);
  return {
    deliver: (job) => deliver(job, { ...options, now }, slots, sender),
    takeOver: () => takeOver(options, end, now()),
  };
}

async function deliver(
  { delivery: id, tries }: DeliveryJob,
  { store, queueDue, now }: DelivererOptions & { now: () => Date },
  slots: Slots,
  sender: Sender,
): Promise<void> {
  const delivery = await store.deliveries.get(id);
  if (delivery?.state !== 'waiting' || delivery.tries !== tries) return;
  const consumer = await store.consumers.get(delivery.consumer);
  if (!consumer || isStopped(consumer, await store.progress.get(consumer.id), now())) return;
  if (consumer.inOrder && (await store.deliveries.first(consumer.id))?.id !== id) return;
  const hadSlot = await slots.use(consumer.id, () => sender.attempt(delivery, consumer));
  if (hadSlot) await queueDue(consumer);
}

async function takeOver(
  { store, leaseMs }: Pick<DelivererOptions, 'store' | 'leaseMs'>,
  end: AttemptEnd,
  time: Date,
): Promise<void> {
  const before = new Date(time.getTime() - leaseMs).toISOString();
  for (const delivery of await store.deliveries.abandoned(before, MAX_TAKEN_OVER)) {
    const consumer = await store.consumers.get(delivery.consumer);
    const isRepeatable = !consumer || platformOf(consumer).deduplicatesForMs > 0;
    const failure = interruptedVerdict(isRepeatable);
    const ended = { attempt: interruptedAttempt(delivery) };
    await end.finish(delivery, consumer, (latest) =>
      afterFailure(latest, { failure, ended, askedMs: null }, time),
    );
  }
}
