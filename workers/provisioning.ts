import type { OpenWorker } from '../src/infra/queues.ts';
import { PROVISIONING, provisioningJobSchema } from '../src/provisioning/jobs.ts';

/** Buys the numbers of orders, sets them up, and adds them to their pools. */
export function provisioningWorker(open: OpenWorker, continueOrders: () => Promise<unknown>) {
  return open({ name: PROVISIONING, schema: provisioningJobSchema }, () => continueOrders(), 1);
}
