import type { OpenWorker } from '../src/infra/queues.ts';

/** A queue of its own: carriers may take their time, and upkeep may not. */
export const RECONCILIATION = 'reconciliation';

export type ReconciliationJob = { v: 1; task: 'lists' };

export function reconciliationSchedule(
  everyMinutes: number,
): Readonly<Record<ReconciliationJob['task'], number>> {
  return { lists: everyMinutes * 60_000 };
}

/** Fills in what webhooks missed, from the carriers' own lists of calls. One process at a time does it. */
export function reconciliationWorker(open: OpenWorker, reconcile: () => Promise<unknown>) {
  return open<ReconciliationJob>(RECONCILIATION, () => reconcile(), 1);
}
