import type { Queue } from 'bullmq';
import type { CallEvent } from '../domain/call.ts';
import { erasedEvent } from '../domain/privacy.ts';
import { type CallEventsJob, eventsOf, toJob } from './jobs.ts';

/** Jobs that were not done yet, or have been; one that is being done right now is met by the next time. */
const STATES = ['waiting', 'delayed', 'prioritized', 'failed', 'completed'] as const;
const PAGE = 500;

/**
 * Erases the callers from call events that lie in the queue. What is still to be done goes on without the caller; of what
 * has been done, or has failed for good, nothing stays.
 * @returns how many jobs
 */
export async function eraseQueuedEvents(
  queue: Pick<Queue<CallEventsJob>, 'getJobs'>,
  callers: ReadonlySet<string>,
): Promise<number> {
  let erased = 0;
  for (const state of STATES) {
    const isOver = state === 'failed' || state === 'completed';
    for (let start = 0; ; start += PAGE) {
      const jobs = await queue.getJobs([state], start, start + PAGE - 1, true);
      for (const job of jobs) {
        if (!job || !eventsOf(job.data).some((event) => tellsOf(event, callers))) continue;
        erased++;
        // Of a job with several events the others must not go with it.
        if (isOver && job.data.v === 1) {
          await job.remove();
          start--;
        } else await job.updateData(without(job.data, callers) as never);
      }
      if (jobs.length < PAGE) break;
    }
  }
  return erased;
}

function without(job: CallEventsJob, callers: ReadonlySet<string>): CallEventsJob {
  const events = eventsOf(job).map((event) => toJob(tellsOf(event, callers) ? erasedEvent(event) : event));
  const [only] = events;
  return only && job.v === 1 ? only : { v: 2, events: events.map(({ event }) => event) };
}

function tellsOf(event: CallEvent, callers: ReadonlySet<string>): boolean {
  if (event.type !== 'received' && event.type !== 'listed') return false;
  const { from, forwardedFrom } = event as unknown as { from: string; forwardedFrom?: string | null };
  return callers.has(from) || (forwardedFrom != null && callers.has(forwardedFrom));
}
