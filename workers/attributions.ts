import { ATTRIBUTIONS, type AttributionJob, callsOf } from '../src/attribution/attribution-queue.ts';
import { type Attributor, MOST_AT_ONCE } from '../src/attribution/attributor.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** Says where ended calls came from. A job of which one call failed is done again: the others have theirs then. */
export function attributionsWorker(open: OpenWorker, attributor: Pick<Attributor, 'attributeCalls'>) {
  return open<AttributionJob>(ATTRIBUTIONS, (job) => attributor.attributeCalls(callsOf(job)), MOST_AT_ONCE);
}
