import type { Attributor } from '../src/attribution/attributor.ts';
import { ATTRIBUTIONS, attributionJobSchema, callsOf } from '../src/attribution/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** A job may hold several calls. */
export const JOBS_AT_ONCE = 64;

/**
 * Attributes ended calls. When one call of a job fails, the job is retried; the other calls have their attributions by
 * then.
 * @param onAttributed receives for each job the seconds from its queueing until its calls were attributed
 */
export function attributionsWorker(
  open: OpenWorker,
  attributor: Pick<Attributor, 'attributeCalls'>,
  onAttributed: (seconds: number) => void = () => undefined,
) {
  return open(
    ATTRIBUTIONS,
    async (data, queuedAt) => {
      const job = attributionJobSchema.parse(data);
      const attributed = await attributor.attributeCalls(callsOf(job));
      if (attributed > 0) onAttributed(Math.max(0, (Date.now() - queuedAt.getTime()) / 1000));
    },
    JOBS_AT_ONCE,
  );
}
