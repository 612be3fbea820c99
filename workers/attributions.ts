import type { Attributor } from '../src/attribution/attributor.ts';
import { ATTRIBUTIONS, attributionJobSchema, callsOf } from '../src/attribution/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** A job may hold several calls. */
export const MAX_JOBS_AT_ONCE = 64;

/**
 * Attributes ended calls. When one call of a job fails, the job is retried. The other calls have their attributions by
 * then.
 * @param onAttributed receives for each job the seconds from its queueing until its calls were attributed
 */
export function attributionsWorker(
  open: OpenWorker,
  attributor: Pick<Attributor, 'attributeCalls'>,
  onAttributed: (seconds: number) => void = () => undefined,
) {
  return open(
    { name: ATTRIBUTIONS, schema: attributionJobSchema },
    async (job, { queuedAt }) => {
      const attributed = await attributor.attributeCalls(callsOf(job));
      // BullMQ writes the time of queueing by the machine's clock, so the delay is taken by that clock too.
      if (attributed > 0) onAttributed(Math.max(0, (Date.now() - queuedAt.getTime()) / 1000));
    },
    MAX_JOBS_AT_ONCE,
  );
}
