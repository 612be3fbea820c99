import type { Queue } from 'bullmq';
import type { CallEvent } from '../domain/call.ts';
import { type CallEventJob, jobId, toJob } from './jobs.ts';
import type { Journal } from './journal.ts';
import { within } from './within.ts';

/** Takes a call event on its way to the store; resolves once it is safe. */
export type KeepEvent = (event: CallEvent) => Promise<void>;

export type OutboxOptions = {
  queue: Pick<Queue<CallEventJob>, 'add'>;
  journal: Journal;
  /** The queue gets this long; then the event goes to the journal. */
  budgetMs: number;
  /** Told when an event could be kept nowhere. The call goes on all the same. */
  onLost: (error: unknown, event: CallEvent) => void;
};

/** Where call events go: into the queue, or into the journal while there is none. */
export function createOutbox({ queue, journal, budgetMs, onLost }: OutboxOptions) {
  const enqueue = (job: CallEventJob) => queue.add(job.event.type, job, { jobId: jobId(job) });

  const keep: KeepEvent = async (event) => {
    const job = toJob(event);
    try {
      await within(budgetMs, enqueue(job));
    } catch {
      await journal.append(job).catch((error) => onLost(error, event));
    }
  };

  return {
    keep,
    /** Moves what waits in the journal into the queue. @returns how many events */
    replay: () => journal.replay(enqueue),
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
