import type { OpenWorker } from '../src/infra/queues.ts';
import { RECONCILIATION, reconciliationJobSchema } from '../src/voice/reconciliation/jobs.ts';

/** Adds the calls and ends that webhooks missed, from the carriers' own lists. One process at a time does it. */
export function reconciliationWorker(open: OpenWorker, reconcile: () => Promise<unknown>) {
  return open({ name: RECONCILIATION, schema: reconciliationJobSchema }, () => reconcile(), 1);
}
