import type { Queue } from 'bullmq';
import type { Deliverer } from '../src/delivery/deliverer.ts';
import type { FanOut } from '../src/delivery/fan-out.ts';
import {
  DELIVERIES,
  type DeliveryJob,
  deliveryJobId,
  deliveryJobSchema,
  FAN_OUT,
  fanOutJobSchema,
} from '../src/delivery/jobs.ts';
import type { Reconsider } from '../src/delivery/reconsider.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** How often the worker turns new attributions into deliveries and looks for attempts of workers that died. */
export const FAN_OUT_EVERY_MS = { all: 1000 } as const;

/** An attempt waits for its consumer most of the time, so a worker makes many at once. */
const MAX_ATTEMPTS_AT_ONCE = 64;

/** The stored deliveries say what is due. A job is only a hint, so it leaves nothing behind. */
const HINT = { attempts: 5, removeOnComplete: true, removeOnFail: true } as const;

export function queueDeliveries(queue: Queue<DeliveryJob>, jobs: readonly DeliveryJob[]): Promise<unknown> {
  return queue.addBulk(
    jobs.map((data) => ({ name: 'try', data, opts: { ...HINT, jobId: deliveryJobId(data) } })),
  );
}

/** Sends deliveries to consumers. */
export function deliveriesWorker(open: OpenWorker, { deliver }: Deliverer) {
  return open({ name: DELIVERIES, schema: deliveryJobSchema }, deliver, MAX_ATTEMPTS_AT_ONCE);
}

/** Makes deliveries from new attributions. */
export function fanOutWorker(
  open: OpenWorker,
  { fanOut }: FanOut,
  { takeOver }: Deliverer,
  reconsider: Reconsider,
) {
  return open(
    { name: FAN_OUT, schema: fanOutJobSchema },
    async (job) => {
      if (job.task === 'reconsider') return reconsider(job.call);
      await takeOver();
      await fanOut();
    },
    2,
  );
}
