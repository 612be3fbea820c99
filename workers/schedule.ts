import type { Queue } from 'bullmq';
import type { Logger } from 'pino';

const LOOK_EVERY_MS = 5000;

/**
 * Schedules tasks in the queue, each every so many milliseconds, and does so again where Redis has lost the schedule with
 * everything else: nobody would do them then. @returns what ends the looking
 */
export function ensureScheduled<Task extends string>(
  queue: Pick<Queue, 'upsertJobScheduler' | 'getJobSchedulers'>,
  everyMs: Readonly<Record<Task, number>>,
  log: Logger,
): () => void {
  async function schedule(task: Task): Promise<void> {
    const opts = { attempts: 1, removeOnComplete: true, removeOnFail: 10 };
    await queue.upsertJobScheduler(task, { every: everyMs[task] }, { data: { v: 1, task }, opts });
  }

  async function scheduleMissing(): Promise<void> {
    const there = new Set((await queue.getJobSchedulers()).map(({ key }) => key));
    for (const task of tasks) if (!there.has(task)) await schedule(task);
  }

  const tasks = Object.keys(everyMs) as Task[];
  const failed = (error: unknown) => log.error({ err: error, tasks }, 'tasks are not scheduled');
  Promise.all(tasks.map(schedule)).catch(failed);
  const timer = setInterval(() => scheduleMissing().catch(failed), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
