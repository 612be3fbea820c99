import { UPKEEP, type UpkeepJob, upkeepJobSchema } from '../src/allocation/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

export type UpkeepTasks = Record<UpkeepJob['task'], () => Promise<unknown>>;

/** Runs the tasks of upkeep, one at a time. */
export function upkeepWorker(open: OpenWorker, tasks: UpkeepTasks) {
  return open({ name: UPKEEP, schema: upkeepJobSchema }, ({ task }) => tasks[task](), 1);
}
