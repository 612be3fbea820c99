import type { Queue } from 'bullmq';
import type { Call } from '../domain/call.ts';
import { inBatches } from '../infra/batches.ts';

export const ATTRIBUTIONS = 'attributions';

/** Calls of one job; more wait for the next. */
const MOST = 16;

/** A call whose end is known, and that wants an attribution or one that says how it ended after all; or several. */
export type AttributionJob = { v: 1; call: string } | { v: 2; calls: string[] };

/** The ids of a job's calls, one or more. */
export function callsOf(job: AttributionJob): string[] {
  return job.v === 1 ? [job.call] : job.calls;
}

type EndedCall = Pick<Call, 'id' | 'eventCount'>;

/**
 * Puts calls that have ended into the queue, those of one turn of the event loop, or that end while the queue is being
 * asked, in one job: a job costs the worker more than a call does.
 */
export function createAttributionQueue(queue: Pick<Queue<AttributionJob>, 'add'>) {
  /** A repeat of an event of a call that comes alone is no second job; in one with others there is nothing new to say. */
  async function send(calls: readonly EndedCall[]): Promise<unknown[]> {
    const [first] = calls;
    if (first && calls.length === 1)
      await queue.add('attribute', { v: 1, call: first.id }, { jobId: `${first.id} ${first.eventCount}` });
    else await queue.add('attribute', { v: 2, calls: calls.map(({ id }) => id) });
    return calls.map(() => undefined);
  }

  return inBatches<EndedCall, unknown>(MOST, send, ({ id }) => id);
}
