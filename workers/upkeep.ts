import type { Queue } from 'bullmq';
import type { Logger } from 'pino';
import type { Upkeep } from '../src/allocation/upkeep.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

export const UPKEEP = 'upkeep';

/** What is to be done again and again, and how often. One process at a time does it. */
const EVERY_MS = { ledgers: 1000, links: 5000, pools: 30_000, calls: 60_000 } as const;
const LOOK_EVERY_MS = 5000;

type Task = keyof typeof EVERY_MS;
export type UpkeepJob = { v: 1; task: Task };

/**
 * Carries ledgers to the store, ends links that nobody asks for, puts numbers that a pool lacks into it, and closes
 * calls of which nothing more is heard.
 */
export function upkeepWorker(open: OpenWorker, upkeep: Upkeep & { calls: () => Promise<unknown> }) {
  return open<UpkeepJob>(UPKEEP, ({ task }): Promise<unknown> => upkeep[task](), 1);
}

/**
 * Schedules the upkeep, and does so again where Redis has lost the schedule with everything else: nobody would build
 * the lost pools then. @returns what ends the looking
 */
export function keepScheduled(queue: Queue<UpkeepJob>, log: Logger): () => void {
  async function schedule(task: Task): Promise<void> {
    const opts = { attempts: 1, removeOnComplete: true, removeOnFail: 10 };
    await queue.upsertJobScheduler(task, { every: EVERY_MS[task] }, { data: { v: 1, task }, opts });
  }

  async function scheduleMissing(): Promise<void> {
    const there = new Set((await queue.getJobSchedulers()).map(({ key }) => key));
    for (const task of tasks) if (!there.has(task)) await schedule(task);
  }

  const tasks = Object.keys(EVERY_MS) as Task[];
  const failed = (error: unknown) => log.error({ err: error }, 'upkeep is not scheduled');
  Promise.all(tasks.map(schedule)).catch(failed);
  const timer = setInterval(() => scheduleMissing().catch(failed), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
