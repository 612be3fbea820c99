import { ATTRIBUTIONS, type AttributionJob, callsOf } from '../src/attribution/attribution-queue.ts';
import { type Attributor, MOST_AT_ONCE } from '../src/attribution/attributor.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

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
    MOST_AT_ONCE,
  );
}
