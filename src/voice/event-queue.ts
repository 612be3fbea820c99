import type { Queue } from 'bullmq';
import { inTurnBatches } from '../infra/batches.ts';
import { type CallEventJob, type CallEventsJob, jobId } from './jobs.ts';

const MAX_EVENTS_PER_JOB = 100;

/** Adds an event to the queue. Resolves once Redis has it, rejects when Redis refuses it. */
export type Enqueue = (job: CallEventJob) => Promise<unknown>;

/**
 * Returns a function that adds call events to the queue. Events of one turn of the event loop share a job, because a job
 * costs the client and Redis several times as much as an event.
 */
export function createEventQueue(queue: Pick<Queue<CallEventsJob>, 'add'>): Enqueue {
  return inTurnBatches(MAX_EVENTS_PER_JOB, async (jobs) => {
    await addJob(queue, jobs);
    return [];
  });
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
