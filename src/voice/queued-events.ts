import type { Job, Queue } from 'bullmq';
import type { CallEvent } from '../domain/call.ts';
import { erasedEvent } from '../domain/privacy.ts';
import { type CallEventsJob, eventsOf, toJob } from './jobs.ts';

/** All states but `active`: the next run of an erasure meets a job that a worker is processing now. */
const STATES = ['waiting', 'delayed', 'prioritized', 'failed', 'completed'] as const;
const PAGE = 500;

type JobQueue = Pick<Queue<CallEventsJob>, 'getJobs'>;

/**
 * Erases callers from the call events in the queue. A job that a worker still has to process continues without the
 * caller. A job that has completed or failed is removed, unless it holds other events too.
 * Resolves with the number of jobs that were changed.
 */
export async function eraseQueuedEvents(queue: JobQueue, callers: ReadonlySet<string>): Promise<number> {
  let erased = 0;
  for (const state of STATES) erased += await eraseState(queue, state, callers);
  return erased;
}

async function eraseState(
  queue: JobQueue,
  state: (typeof STATES)[number],
  callers: ReadonlySet<string>,
): Promise<number> {
  const isOver = state === 'failed' || state === 'completed';
  let erased = 0;
  for (let start = 0; ; start += PAGE) {
    const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
    for (const job of jobs) {
      if (!job || !eventsOf(job.data).some((event) => namesCaller(event, callers))) continue;
      erased++;
      const isRemoved = await eraseJob(job, callers, isOver);
      // The jobs behind a removed one move up by one place.
      if (isRemoved) start--;
    }
    if (jobs.length < PAGE) return erased;
  }
}

/** Resolves with whether the job was removed as a whole. */
async function eraseJob(
  job: Job<CallEventsJob>,
  callers: ReadonlySet<string>,
  isOver: boolean,
): Promise<boolean> {
  if (isOver && job.data.v === 1) {
    await job.remove();
    return true;
  }
  await job.updateData(withoutCallers(job.data, callers));
  return false;
}

function withoutCallers(job: CallEventsJob, callers: ReadonlySet<string>): CallEventsJob {
  const jobs = eventsOf(job).map((event) => toJob(namesCaller(event, callers) ? erasedEvent(event) : event));
  const [only] = jobs;
  return only && job.v === 1 ? only : { v: 2, events: jobs.map(({ event }) => event) };
}

function namesCaller(event: CallEvent, callers: ReadonlySet<string>): boolean {
  if (event.type !== 'received' && event.type !== 'listed') return false;
  const forwardedFrom = event.type === 'received' ? event.forwardedFrom : null;
  return callers.has(event.from) || (forwardedFrom != null && callers.has(forwardedFrom));
}
