import type { Queue } from 'bullmq';
import { type CallEventJob, type CallEventsJob, jobId } from './jobs.ts';

/** Events of one job; more wait for the next. */
const MOST = 100;

/** Puts an event into the queue; resolves once the queue has it. */
export type Enqueue = (job: CallEventJob) => Promise<unknown>;

type Batch = { jobs: CallEventJob[]; sent: Promise<unknown> };

/**
 * Puts call events into the queue, those of one turn of the event loop in one job: a job costs client and Redis several
 * times what an event does.
 */
export function createEventQueue(queue: Pick<Queue<CallEventsJob>, 'add'>): Enqueue {
  let open: Batch | null = null;

  function begin(): Batch {
    const jobs: CallEventJob[] = [];
    const sent = new Promise((resolve) => setImmediate(resolve)).then(() => {
      if (open?.jobs === jobs) open = null;
      return send(jobs);
    });
    return { jobs, sent };
  }

  /** A repeat of an event that comes alone is no second job; one in a job with others is a repeat for the store. */
  function send(jobs: readonly CallEventJob[]): Promise<unknown> {
    const [first] = jobs;
    if (first && jobs.length === 1) return queue.add(first.event.type, first, { jobId: jobId(first) });
    return queue.add('events', { v: 2, events: jobs.map(({ event }) => event) });
  }

  return (job) => {
    if (!open || open.jobs.length >= MOST) open = begin();
    open.jobs.push(job);
    return open.sent;
  };
}
