import { REATTRIBUTIONS, type ReattributionJob } from '../src/attribution/reattributor.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** Attributes the calls of periods anew, one period after the other. */
export function reattributionsWorker(
  open: OpenWorker,
  reattribute: (job: ReattributionJob) => Promise<void>,
) {
  return open<ReattributionJob>(REATTRIBUTIONS, reattribute, 1);
}
