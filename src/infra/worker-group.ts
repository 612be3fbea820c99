import type { Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import { type JobNeeds, type OpenWorker, openQueue, openWorkersOn } from './queues.ts';
import type { RedisClient } from './redis-client.ts';
import { ensureScheduled, type TaskIntervals } from './schedule.ts';

/** All queues, workers and schedules of a process, and the order in which they close. */
export class WorkerGroup {
  readonly #redis: RedisClient;
  readonly #log: Logger;
  readonly #now: () => Date;
  readonly #workers: Worker[] = [];
  readonly #queues = new Map<string, Queue>();
  readonly #endChecks: (() => void)[] = [];
  /** Starts a worker of the group. */
  readonly open: OpenWorker;

  /**
   * @param redis a connection that waits for Redis without limit
   * @param now the time of Redis
   */
  constructor(redis: RedisClient, log: Logger, needs: JobNeeds, now: () => Date) {
    this.#redis = redis;
    this.#now = now;
    this.#log = log;
    const open = openWorkersOn(redis, log, needs);
    this.open = (contract, process, concurrency) => {
      const worker = open(contract, process, concurrency);
      this.#workers.push(worker);
      return worker;
    };
  }

  /** Returns the process's queue of that name. */
  queue<Data>(name: string): Queue<Data> {
    const queue = this.#queues.get(name) ?? openQueue(name, this.#redis);
    this.#queues.set(name, queue);
    return queue as Queue<Data>;
  }

  /** Runs the tasks of the queue regularly, in one process at a time. */
  schedule(queue: string, everyMs: TaskIntervals): void {
    this.#endChecks.push(ensureScheduled(this.queue(queue), everyMs, this.#log, this.#now));
  }

  /** Takes no more jobs. Resolves when the jobs under way have ended. */
  async endWork(): Promise<void> {
    for (const end of this.#endChecks) end();
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  /** Closes the queues. */
  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}
