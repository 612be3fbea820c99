import type { Job, Queue } from 'bullmq';
import type { CallEvent, CallListed, CallReceived } from '../domain/call.ts';
import { erasedEvent } from '../domain/privacy.ts';
import type { Directory } from '../registry/port.ts';
import { type CallEventsJob, eventsOf, toJob } from './jobs.ts';

/** All states but `active`: the next run of an erasure meets a job that a worker is processing now. */
const STATES = ['waiting', 'delayed', 'prioritized', 'failed', 'completed'] as const;
const PAGE = 500;

type JobQueue = Pick<Queue<CallEventsJob>, 'getJobs'>;

/** The callers to erase, and the events in which: those of one provider's calls, or all. */
export type QueuedErasure = {
  callers: ReadonlySet<string>;
  concerns: (event: CallReceived | CallListed) => boolean;
};

/**
 * Erases callers from the call events in the queue. A job that a worker still has to process continues without the
 * caller. A job that has completed or failed is removed, unless it holds other events too.
 * Resolves with the number of jobs that were changed.
 */
export async function eraseQueuedEvents(queue: JobQueue, erasure: QueuedErasure): Promise<number> {
  let erased = 0;
  for (const state of STATES) erased += await eraseState(queue, state, erasure);
  return erased;
}

async function eraseState(
  queue: JobQueue,
  state: (typeof STATES)[number],
  erasure: QueuedErasure,
): Promise<number> {
  const isOver = state === 'failed' || state === 'completed';
  let erased = 0;
  for (let start = 0; ; start += PAGE) {
    const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
    for (const job of jobs) {
      if (!job || !eventsOf(job.data).some((event) => isToErase(event, erasure))) continue;
      erased++;
      const isRemoved = await eraseJob(job, erasure, isOver);
      // The jobs behind a removed one move up by one place.
      if (isRemoved) start--;
    }
    if (jobs.length < PAGE) return erased;
  }
}

/** Resolves with whether the job was removed as a whole. */
async function eraseJob(job: Job<CallEventsJob>, erasure: QueuedErasure, isOver: boolean): Promise<boolean> {
  if (isOver && job.data.v === 1) {
    await job.remove();
    return true;
  }
  await job.updateData(withoutCallers(job.data, erasure));
  return false;
}

function withoutCallers(job: CallEventsJob, erasure: QueuedErasure): CallEventsJob {
  const jobs = eventsOf(job).map((event) => toJob(isToErase(event, erasure) ? erasedEvent(event) : event));
  const [only] = jobs;
  return only && job.v === 1 ? only : { v: 2, events: jobs.map(({ event }) => event) };
}

function isToErase(event: CallEvent, { callers, concerns }: QueuedErasure): boolean {
  if ((event.type !== 'received' && event.type !== 'listed') || !concerns(event)) return false;
  const forwardedFrom = event.type === 'received' ? event.forwardedFrom : null;
  return callers.has(event.from) || (forwardedFrom != null && callers.has(forwardedFrom));
}

/** Returns the provider of the call, by its resolution or by the dialled number. null: the number is of no provider. */
export function providerOf(
  { resolution, carrier, to }: CallReceived | CallListed,
  directory: Pick<Directory, 'dialable'>,
): string | null {
  return resolution?.provider ?? directory.dialable(carrier, to)?.provider.id ?? null;
}
