import type { Queue } from 'bullmq';
import type { Logger } from 'pino';

const CHECK_EVERY_MS = 5000;

/** How often each task of a queue runs, in milliseconds. */
export type TaskIntervals<Task extends string = string> = Readonly<Record<Task, number>>;

/**
 * Schedules tasks in the queue. A schedule lives in Redis, and nothing would run its tasks after Redis lost it, so this
 * process checks every 5 seconds that it is there. Returns a function that ends the checks.
 */
export function ensureScheduled(
  queue: Pick<Queue, 'upsertJobScheduler' | 'getJobSchedulers'>,
  everyMs: TaskIntervals,
  log: Logger,
): () => void {
  async function schedule([task, every]: [string, number]): Promise<void> {
    const opts = { attempts: 1, removeOnComplete: true, removeOnFail: 10 };
    await queue.upsertJobScheduler(task, { every }, { data: { v: 1, task }, opts });
  }

  async function scheduleMissing(): Promise<void> {
    const scheduled = new Set((await queue.getJobSchedulers()).map(({ key }) => key));
    for (const task of tasks) if (!scheduled.has(task[0])) await schedule(task);
  }

  const tasks = Object.entries(everyMs);
  const onFailed = (error: unknown) =>
    log.error({ err: error, tasks: Object.keys(everyMs) }, 'tasks are not scheduled');
  Promise.all(tasks.map(schedule)).catch(onFailed);
  const timer = setInterval(() => scheduleMissing().catch(onFailed), CHECK_EVERY_MS);
  return () => clearInterval(timer);
}
