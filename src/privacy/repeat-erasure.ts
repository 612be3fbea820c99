import type { Queue } from 'bullmq';
import type { ErasureJob, RecordsJob } from './jobs.ts';

/**
 * An erasure runs again after a minute for events in the queue, after an hour for jobs that were retried, and after a day
 * for the journal of a gateway that was down. The last of these jobs is the last record of the person.
 */
const REPEAT_AFTER_MS = [60_000, 3_600_000, 86_400_000];

/** Queues the repeats of an erasure. A second call with the same id adds none. */
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
