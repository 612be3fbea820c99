import type { Queue } from 'bullmq';
import { type CallEventJob, type CallEventsJob, jobId } from './jobs.ts';

const MAX_EVENTS_PER_JOB = 100;

/** Adds an event to the queue. Resolves once Redis has it, rejects when Redis refuses it. */
export type Enqueue = (job: CallEventJob) => Promise<unknown>;

type Batch = { jobs: CallEventJob[]; sent: Promise<unknown> };

/**
 * Returns a function that adds call events to the queue. Events of one turn of the event loop share a job, because a job
 * costs the client and Redis several times as much as an event.
 */
export function createEventQueue(queue: Pick<Queue<CallEventsJob>, 'add'>): Enqueue {
  let open: Batch | null = null;

  function openBatch(): Batch {
    const jobs: CallEventJob[] = [];
    const sent = new Promise((resolve) => setImmediate(resolve)).then(() => {
      if (open?.jobs === jobs) open = null;
      return addJob(queue, jobs);
    });
    return { jobs, sent };
  }

  return (job) => {
    if (!open || open.jobs.length >= MAX_EVENTS_PER_JOB) open = openBatch();
    open.jobs.push(job);
    return open.sent;
  };
}

/**
 * Adds one job for the events. BullMQ drops a repeat of a job with a single event, by its id. The store drops a repeat
 * among several.
 */
function addJob(queue: Pick<Queue<CallEventsJob>, 'add'>, jobs: readonly CallEventJob[]): Promise<unknown> {
  const [first] = jobs;
  if (first && jobs.length === 1) return queue.add(first.event.type, first, { jobId: jobId(first) });
  return queue.add('events', { v: 2, events: jobs.map(({ event }) => event) });
}
