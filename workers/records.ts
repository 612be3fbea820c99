import type { OpenWorker } from '../src/infra/queues.ts';

export const RECORDS = 'records';

/** What is done again and again to records that are there, and how often. One process at a time does it. */
export const RECORDS_EVERY_MS = { reports: 5000 } as const;

type Task = keyof typeof RECORDS_EVERY_MS;
export type RecordsJob = { v: 1; task: Task };

/** Counts attributions for reports. */
export function recordsWorker(open: OpenWorker, records: Record<Task, () => Promise<unknown>>) {
  return open<RecordsJob>(RECORDS, ({ task }): Promise<unknown> => records[task](), 1);
}
