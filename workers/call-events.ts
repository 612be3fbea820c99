import type { OpenWorker } from '../src/infra/queues.ts';
import { CALL_EVENTS, callEventsJobSchema, eventsIn } from '../src/voice/jobs.ts';
import type { Recorder } from '../src/voice/recorder.ts';

const MAX_JOBS_AT_ONCE = 16;

/**
 * Saves the events that carriers reported. When one event of a job fails, the job is retried: the other events are
 * repeats then, which change nothing.
 */
export function callEventsWorker(open: OpenWorker, { record }: Recorder) {
  return open(
    { name: CALL_EVENTS, schema: callEventsJobSchema },
    async (job) => {
      const results = await Promise.allSettled(eventsIn(job).map(record));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
    MAX_JOBS_AT_ONCE,
  );
}
