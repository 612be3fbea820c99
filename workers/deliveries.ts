import type { Deliverer } from '../src/delivery/deliverer.ts';
import type { FanOut } from '../src/delivery/fan-out.ts';
import { DELIVERIES, deliveryJobSchema, FAN_OUT, fanOutJobSchema } from '../src/delivery/jobs.ts';
import type { Reconsider } from '../src/delivery/reconsider.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** An attempt waits for its consumer most of the time, so a worker makes many at once. */
const MAX_ATTEMPTS_AT_ONCE = 64;

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
