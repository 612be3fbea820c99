import type { Queue } from 'bullmq';
import type { Deliverer } from '../src/delivery/deliverer.ts';
import type { FanOut } from '../src/delivery/fan-out.ts';
import {
  DELIVERIES,
  type DeliveryJob,
  deliveryJobId,
  FAN_OUT,
  type FanOutJob,
} from '../src/delivery/jobs.ts';
import type { Reconsider } from '../src/delivery/reconsider.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** How soon after its attribution a call is told, at the latest; and how often tries of dead workers are looked for. */
export const FAN_OUT_EVERY_MS = { all: 1000 } as const;

/** Tries wait for their consumer most of the time, so many go on at once. */
const TRIES_AT_ONCE = 64;

/** The ledger knows what is to be done: a job is no more than a hint, and leaves nothing behind. */
const HINT = { attempts: 5, removeOnComplete: true, removeOnFail: true } as const;

export function queueDeliveries(queue: Queue<DeliveryJob>, jobs: readonly DeliveryJob[]): Promise<unknown> {
  return queue.addBulk(
    jobs.map((data) => ({ name: 'try', data, opts: { ...HINT, jobId: deliveryJobId(data) } })),
  );
}

/** Tells consumers of calls. */
export function deliveriesWorker(open: OpenWorker, { deliver }: Deliverer) {
  return open<DeliveryJob>(DELIVERIES, deliver, TRIES_AT_ONCE);
}

/** Finds out what they are to be told. */
export function fanOutWorker(
  open: OpenWorker,
  { fanOut }: FanOut,
  { takeOver }: Deliverer,
  reconsider: Reconsider,
) {
  return open<FanOutJob>(
    FAN_OUT,
    async (job) => {
      if (job.task === 'reconsider') return reconsider(job.call);
      await takeOver();
      await fanOut();
    },
    2,
  );
}
