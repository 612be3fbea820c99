import { REATTRIBUTIONS, type ReattributionJob, reattributionJobSchema } from '../src/attribution/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** Attributes the calls of periods again, one period at a time. */
export function reattributionsWorker(
  open: OpenWorker,
  reattribute: (job: ReattributionJob) => Promise<void>,
) {
  return open({ name: REATTRIBUTIONS, schema: reattributionJobSchema }, reattribute, 1);
}
