import type { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ensureScheduled } from '../../workers/schedule.ts';
import { type OpenWorker, openQueue, openWorkersOn } from '../infra/queues.ts';

/** The workers and queues of a process on one connection, and the order in which they end. */
export function createWorkerGroup(redis: Redis, log: Logger) {
  const openOn = openWorkersOn(redis, log);
  const workers: Worker[] = [];
  const queues: Queue[] = [];
  const schedules: (() => void)[] = [];

  const open: OpenWorker = (name, process, concurrency) => {
    const worker = openOn(name, process, concurrency);
    workers.push(worker);
    return worker;
  };

  return {
    open,

    queue<Data>(name: string): Queue<Data> {
      const queue = openQueue<Data>(name, redis);
      queues.push(queue);
      return queue;
    },

    /** Has the tasks done again and again, each every so many milliseconds. */
    schedule<Task extends string>(queue: Queue, everyMs: Readonly<Record<Task, number>>): void {
      schedules.push(ensureScheduled(queue, everyMs, log));
    },

    /** Takes no more jobs. @returns resolves when those that are being done are over */
    async endWork(): Promise<void> {
      for (const stop of schedules) stop();
      await Promise.all(workers.map((worker) => worker.close()));
    },

    async close(): Promise<void> {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}

export type WorkerGroup = ReturnType<typeof createWorkerGroup>;
