import { ATTRIBUTIONS, type AttributionJob, callsOf } from '../src/attribution/attribution-queue.ts';
import type { Attributor } from '../src/attribution/attributor.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** A job may hold several calls. */
export const JOBS_AT_ONCE = 64;

/**
 * Says where ended calls came from. A job of which one call failed is done again: the others have theirs then.
 * @param onAttributed told of each job how long after it was queued its calls had their attributions
 */
export function attributionsWorker(
  open: OpenWorker,
  attributor: Pick<Attributor, 'attributeCalls'>,
  onAttributed: (seconds: number) => void = () => undefined,
) {
  return open<AttributionJob>(
    ATTRIBUTIONS,
    async (job, queuedAt) => {
      const attributed = await attributor.attributeCalls(callsOf(job));
      if (attributed > 0) onAttributed(Math.max(0, (Date.now() - queuedAt.getTime()) / 1000));
    },
    JOBS_AT_ONCE,
  );
}
