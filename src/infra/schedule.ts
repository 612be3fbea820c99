import type { Queue } from 'bullmq';
import type { Logger } from 'pino';

const CHECK_EVERY_MS = 5000;
/** A schedule may be this late before it counts as wrong, and a clock this far off before it counts as wrong. */
const MAX_DOUBT_MS = 5000;

/** How often each task of a queue runs, in milliseconds. */
export type TaskIntervals<Task extends string = string> = Readonly<Record<Task, number>>;

/**
 * Schedules tasks in the queue. A schedule lives in Redis, and nothing would run its tasks after Redis lost it. A worker
 * whose clock is ahead may also put the next run far into the future. So this process checks the schedule every 5
 * seconds. Returns a function that ends the checks.
 * @param now the time of Redis, which may differ from this machine's own
 */
export function ensureScheduled(
  queue: Pick<Queue, 'upsertJobScheduler' | 'getJobSchedulers' | 'removeJobScheduler'>,
  everyMs: TaskIntervals,
  log: Logger,
  now: () => Date,
): () => void {
  async function schedule([task, every]: [string, number]): Promise<void> {
    const opts = { attempts: 1, removeOnComplete: true, removeOnFail: 10 };
    await queue.upsertJobScheduler(task, { every }, { data: { v: 1, task }, opts });
  }

  /** Schedules the tasks that are missing, and those whose next run is later than their pause allows. */
  async function correct(): Promise<void> {
    const nextRuns = new Map((await queue.getJobSchedulers()).map(({ key, next }) => [key, next ?? 0]));
    const nowMs = now().getTime();
    for (const task of tasks) {
      const nextMs = nextRuns.get(task[0]);
      if (nextMs === undefined) await schedule(task);
      else if (nextMs > nowMs + task[1] + MAX_DOUBT_MS && isOwnClockRight(nowMs)) {
        log.warn(
          { task: task[0], next: new Date(nextMs) },
          'a task was scheduled too late; it is scheduled again',
        );
        // An existing schedule would keep its next run.
        await queue.removeJobScheduler(task[0]);
        await schedule(task);
      }
    }
  }

  const tasks = Object.entries(everyMs);
  const onFailed = (error: unknown) =>
    log.error({ err: error, tasks: Object.keys(everyMs) }, 'tasks are not scheduled');
  Promise.all(tasks.map(schedule)).then(correct).catch(onFailed);
  const timer = setInterval(() => correct().catch(onFailed), CHECK_EVERY_MS);
  return () => clearInterval(timer);
}

/** BullMQ schedules by this machine's clock. A process whose clock is wrong would only replace one wrong time by another. */
function isOwnClockRight(nowMs: number): boolean {
  return Math.abs(Date.now() - nowMs) < MAX_DOUBT_MS;
}
