import type { OpenWorker } from '../src/infra/queues.ts';
import { CALL_EVENTS, type CallEventJob, fromJob } from '../src/voice/jobs.ts';
import type { Recorder } from '../src/voice/recorder.ts';

/** Keeps what carriers told of calls. */
export function callEventsWorker(open: OpenWorker, recorder: Recorder) {
  return open<CallEventJob>(CALL_EVENTS, (job) => recorder.record(fromJob(job)), 16);
}
