import { DelayedError, type JobsOptions, Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { RedisClient } from './redis-client.ts';
import { QUEUES_PREFIX } from './redis-of-queues.ts';

const JOB_OPTIONS: JobsOptions = {
  attempts: 20,
  backoff: { type: 'exponential', delay: 500, jitter: 0.5 },
  removeOnComplete: { age: 3600, count: 10_000 },
  removeOnFail: false,
};

/**
 * A killed worker holds its jobs until their lock expires. Then another worker takes them over. So a job may run twice, and
 * no job is lost. With BullMQ's own values a take-over lasts a minute, and a job survives only one.
 */
const TAKE_OVER = { lockDuration: 5000, stalledInterval: 2500, maxStalledCount: 1000 };

/** The databases that jobs need, besides the Redis of their queue. */
export type JobNeeds = {
  /** Returns true for an error that means that a database is away, so that the job itself has not failed. */
  isAway: (error: unknown) => boolean;
  /**
   * A job waits this long, and up to twice as long, while a database is away. This uses up no attempt: an outage may last longer
   * than all attempts, and after it the work continues within seconds.
   */
  awayMs: number;
};

const NO_NEEDS: JobNeeds = { isAway: () => false, awayMs: 0 };

/** The contract of a queue's jobs: its name and the schema that reads a job's data. */
export type JobContract<Data> = { name: string; schema: { parse(data: unknown): Data } };

/** The fields by which log lines name a job. `requestId` is there when a request led to the job. */
export type JobFields = { queue: string; job: string | undefined; requestId?: string };

export type JobInfo = {
  /** The time at which the job was queued, by the clock of the process that queued it. */
  queuedAt: Date;
  fields: JobFields;
};

/** Processes the parsed data of one job. The job is retried when the promise rejects. */
export type ProcessJob<Data> = (data: Data, info: JobInfo) => Promise<unknown>;

/** Starts a worker that runs at most `concurrency` jobs at once. */
export type OpenWorker = <Data>(
  contract: JobContract<Data>,
  process: ProcessJob<Data>,
  concurrency: number,
) => Worker;

/** Opens a queue of jobs of one shape. Jobs that failed for good stay in it as dead letters. */
export function openQueue<Data>(name: string, connection: RedisClient): Queue<Data> {
  const queue = new Queue<Data>(name, {
    connection,
    prefix: QUEUES_PREFIX,
    defaultJobOptions: JOB_OPTIONS,
    skipVersionCheck: true,
  });
  queue.on('error', () => undefined);
  return queue;
}

/** Returns a function that opens workers on the connection, which must wait for Redis without limit. */
export function openWorkersOn(connection: RedisClient, log: Logger, needs: JobNeeds = NO_NEEDS): OpenWorker {
  return ({ name, schema }, process, concurrency) => {
    const worker = new Worker(
      name,
      async (job, token) => {
        const startedAt = performance.now();
        const fields = jobFields(name, job);
        log.debug({ ...fields, attempt: job.attemptsMade + 1 }, 'job started');
        try {
          await process(schema.parse(job.data), { queuedAt: new Date(job.timestamp), fields });
        } catch (error) {
          if (!needs.isAway(error) || comesAgain(job)) throw error;
          log.debug({ err: error, ...fields }, 'job waits: a database is away');
          await job.moveToDelayed(Date.now() + needs.awayMs * (1 + Math.random()), token);
          throw new DelayedError();
        }
        log.debug({ ...fields, ms: Math.round(performance.now() - startedAt) }, 'job done');
      },
      { connection, prefix: QUEUES_PREFIX, concurrency, skipVersionCheck: true, ...TAKE_OVER },
    );
    worker.on('error', (error) => log.debug({ err: error, queue: name }, 'queue out of reach'));
    worker.on('failed', (job, error) => {
      const isDead = job !== undefined && job.attemptsMade >= (job.opts.attempts ?? 1);
      const line = { err: error, ...jobFields(name, job), attempt: job?.attemptsMade };
      if (job && comesAgain(job)) log.warn(line, 'task failed and comes again by its schedule');
      else if (isDead) log.error(line, 'job failed for good');
      else log.warn(line, 'job failed and will be retried');
    });
    return worker;
  };
}

/** Says whether a job is the task of a schedule. It has one attempt, and comes again by its schedule. */
function comesAgain({ opts }: { opts: JobsOptions }): boolean {
  return (opts.attempts ?? 1) <= 1;
}

function jobFields(queue: string, job: { id?: string | undefined; data: unknown } | undefined): JobFields {
  const requestId = (job?.data as { requestId?: unknown } | undefined)?.requestId;
  return { queue, job: job?.id, ...(typeof requestId === 'string' && { requestId }) };
}
