import type { OpenWorker } from '../src/infra/queues.ts';
import { CALL_EVENTS, type CallEventsJob, eventsOf } from '../src/voice/jobs.ts';
import type { Recorder } from '../src/voice/recorder.ts';

/** Keeps what carriers told of calls. A job of which one event failed is done again: the others are repeats then. */
export function callEventsWorker(open: OpenWorker, { record }: Recorder) {
  return open<CallEventsJob>(
    CALL_EVENTS,
    async (job) => {
      const results = await Promise.allSettled(eventsOf(job).map(record));
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
    16,
  );
}
