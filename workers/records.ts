import type { Queue } from 'bullmq';
import type { OpenWorker } from '../src/infra/queues.ts';
import type { ErasureJob } from '../src/privacy/eraser.ts';

export const RECORDS = 'records';

/** What is done again and again to records that are there, and how often. One process at a time does it. */
export const RECORDS_EVERY_MS = { reports: 5000, retention: 600_000 } as const;

type Task = keyof typeof RECORDS_EVERY_MS;
export type RecordsJob = { v: 1; task: Task } | { v: 1; task: 'erase'; erasure: ErasureJob };

export type Records = Record<Task, () => Promise<unknown>> & {
  erase: (erasure: ErasureJob) => Promise<unknown>;
};

/** Counts attributions for reports, removes what is old, and repeats erasures. */
export function recordsWorker(open: OpenWorker, records: Records) {
  return open<RecordsJob>(
    RECORDS,
    (job): Promise<unknown> => (job.task === 'erase' ? records.erase(job.erasure) : records[job.task]()),
    1,
  );
}

/**
 * After a minute for what was on its way, after an hour for what was tried again, and after a day for the journal of a
 * gateway that was down. Whom it concerns is forgotten with the last of these jobs.
 */
const REPEAT_AFTER_MS = [60_000, 3_600_000, 86_400_000];

export async function repeatErasure(
  queue: Pick<Queue<RecordsJob>, 'addBulk'>,
  id: string,
  erasure: ErasureJob,
): Promise<void> {
  await queue.addBulk(
    REPEAT_AFTER_MS.map((delay) => ({
      name: 'erase',
      data: { v: 1, task: 'erase', erasure } as const,
      opts: { jobId: `${id}-${delay}`, delay, removeOnComplete: true, removeOnFail: { age: 7 * 86_400 } },
    })),
  );
}
