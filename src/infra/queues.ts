import { type JobsOptions, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';

/** One hash tag for all queues, as BullMQ wants it on a cluster. */
const PREFIX = '{ringtrail}';

const KEEP: JobsOptions = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: { age: 3600, count: 10_000 },
  removeOnFail: false,
};

/**
 * A worker that was killed holds its jobs until their lock has run out; then others take them over, however often
 * that has happened: every job may be done twice, and none may be lost. BullMQ's own values are a minute in all, and
 * one such misfortune for each job.
 */
const TAKE_OVER = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 1000 };

/** A queue of jobs of one shape. Jobs that failed for good stay in it as dead letters. */
export function openQueue<Data>(name: string, connection: Redis): Queue<Data> {
  const queue = new Queue<Data>(name, {
    connection,
    prefix: PREFIX,
    defaultJobOptions: KEEP,
    skipVersionCheck: true,
  });
  queue.on('error', () => undefined);
  return queue;
}

/** @param queuedAt when the job was put into the queue, by the clock of whoever did */
export type Process<Data> = (data: Data, queuedAt: Date) => Promise<unknown>;

export type OpenWorker = <Data>(name: string, process: Process<Data>, concurrency: number) => Worker<Data>;

/** Opens workers on a connection that waits for Redis without limit (`maxRetriesPerRequest: null`). */
export function openWorkersOn(connection: Redis, log: Logger): OpenWorker {
  return (name, process, concurrency) => openWorker(name, connection, log, process, concurrency);
}

function openWorker<Data>(
  name: string,
  connection: Redis,
  log: Logger,
  process: Process<Data>,
  concurrency: number,
): Worker<Data> {
  const worker = new Worker<Data>(name, (job) => process(job.data, new Date(job.timestamp)), {
    connection,
    prefix: PREFIX,
    concurrency,
    skipVersionCheck: true,
    ...TAKE_OVER,
  });
  worker.on('error', (error) => log.debug({ err: error, queue: name }, 'the queue is out of reach'));
  worker.on('failed', (job, error) => {
    const isDead = job !== undefined && job.attemptsMade >= (job.opts.attempts ?? 1);
    const line = { err: error, queue: name, job: job?.id, attempt: job?.attemptsMade };
    if (isDead) log.error(line, 'a job has failed for good');
    else log.warn(line, 'a job has failed and will be tried again');
  });
  return worker;
}
