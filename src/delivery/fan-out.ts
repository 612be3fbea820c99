import type { Consumer } from '../domain/consumer.ts';
import { every } from '../infra/every.ts';
import type { Store } from '../store/port.ts';
import { createDueQueue, type DueQueueOptions } from './due-queue.ts';
import { Planner, type PlannerOptions } from './planner.ts';
import type { OnResult } from './result.ts';

export type FanOutOptions = Omit<PlannerOptions, 'onResult' | 'now'> & {
  store: PlannerOptions['store'] & Pick<Store, 'consumers'>;
  queue: DueQueueOptions['queue'];
  onResult?: OnResult;
  now: () => Date;
};

export type FanOut = {
  /** Makes one round over all consumers. Rejects with the first failure, after all consumers had their turn. */
  fanOut(): Promise<void>;
  /** Queues the consumer's deliveries that are due. */
  queueDue(consumer: Consumer): Promise<void>;
};

/** Turns attributions into stored deliveries, and deliveries that are due into jobs. */
export function createFanOut(options: FanOutOptions): FanOut {
  const { store, queue, onResult = () => undefined, now } = options;
  const planner = new Planner({ ...options, onResult, now });
  const queueDue = createDueQueue({ store, queue, now });

  async function serve(consumer: Consumer): Promise<void> {
    const progress = await store.progress.get(consumer.id);
    if (!progress || consumer.paused || progress.disabled) return;
    await planner.plan(consumer, progress);
    await queueDue(consumer);
  }

  async function fanOut(): Promise<void> {
    const failures: unknown[] = [];
    for await (const consumer of every(store.consumers))
      await serve(consumer).catch((error) => void failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  return { fanOut, queueDue };
}
