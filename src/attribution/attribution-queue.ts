import type { Queue } from 'bullmq';
import type { Call } from '../domain/call.ts';
import { inBatches } from '../infra/batches.ts';
import type { AttributionJob } from './jobs.ts';

const MAX_JOB_CALLS = 16;

type EndedCall = Pick<Call, 'id' | 'eventCount'> & { requestId?: string | undefined };

/**
 * Returns a function that queues an ended call for attribution. Calls that end in the same turn of the event loop, or
 * while the queue is busy, share one job: a job costs the worker more than a call does.
 */
export function createAttributionQueue(queue: Pick<Queue<AttributionJob>, 'add'>) {
  async function send(calls: readonly EndedCall[]): Promise<unknown[]> {
    const [first] = calls;
    const requestId = first?.requestId;
    const origin = requestId === undefined ? {} : { requestId };
    if (first && calls.length === 1) {
      // The job id stops a repeated event of this call from making a second job.
      const jobId = `${first.id} ${first.eventCount}`;
      await queue.add('attribute', { v: 1, call: first.id, ...origin }, { jobId });
    } else await queue.add('attribute', { v: 2, calls: calls.map(({ id }) => id), ...origin });
    return calls.map(() => undefined);
  }

  return inBatches<EndedCall, unknown>(MAX_JOB_CALLS, send, ({ id }) => id);
}
