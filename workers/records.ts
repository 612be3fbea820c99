import type { OpenWorker } from '../src/infra/queues.ts';
import {
  type ErasureJob,
  type RECORDS_EVERY_MS,
  RECORDS_QUEUE,
  recordsJobSchema,
} from '../src/privacy/jobs.ts';

export type RecordsTasks = Record<keyof typeof RECORDS_EVERY_MS, () => Promise<unknown>> & {
  erase: (erasure: ErasureJob) => Promise<unknown>;
};

/** Counts attributions for reports, removes old records, and repeats erasures. */
export function recordsWorker(open: OpenWorker, tasks: RecordsTasks) {
  return open(
    { name: RECORDS_QUEUE, schema: recordsJobSchema },
    (job): Promise<unknown> => (job.task === 'erase' ? tasks.erase(job.erasure) : tasks[job.task]()),
    1,
  );
}
