import type { CallEvent } from '../domain/call.ts';
import type { Enqueue } from './event-queue.ts';
import { type CallEventJob, fromJob, toJob } from './jobs.ts';
import type { Journal } from './journal.ts';
import { withTimeout } from './with-timeout.ts';

/** Takes a call event on its way to the store; resolves once it is safe. */
export type SaveEvent = (event: CallEvent) => Promise<void>;

export type OutboxOptions = {
  enqueue: Enqueue;
  journal: Pick<Journal, 'append' | 'replay'>;
  /** The queue gets this long; then the event goes to the journal. */
  budgetMs: number;
  /** Whether the queue can be asked at all, as far as is known: it spares a call the wait. */
  isReachable: () => boolean;
  /** Told when neither queue nor journal took an event, which is held in memory from then on. */
  onUnsafe: (error: unknown, event: CallEvent) => void;
  /** Told when an event could be kept nowhere. The call goes on all the same. */
  onLost: (error: unknown, event: CallEvent) => void;
};

/** A queue that did not answer in time is left alone for so long: each event would wait as long for nothing. */
const SHUN_MS = 1000;
const MAX_HELD_EVENTS = 20_000;

/** Where call events go: into the queue; into the journal while there is none; and into memory where the disk fails too. */
export function createOutbox(options: OutboxOptions) {
  const { enqueue, journal, budgetMs, isReachable, onUnsafe, onLost } = options;
  let held: CallEventJob[] = [];
  let shunnedUntil = 0;

  function hold(job: CallEventJob, event: CallEvent, error: unknown): void {
    if (held.length >= MAX_HELD_EVENTS) {
      onLost(error, event);
      return;
    }
    held.push(job);
    onUnsafe(error, event);
  }

  const save: SaveEvent = async (event) => {
    const job = toJob(event);
    if (isReachable() && Date.now() >= shunnedUntil) {
      try {
        await withTimeout(budgetMs, enqueue(job));
        return;
      } catch {
        shunnedUntil = Date.now() + SHUN_MS;
      }
    }
    await journal.append(job).catch((error) => hold(job, event, error));
  };

  /** Puts what is held in memory into the queue; what does not get there is held on. */
  async function release(): Promise<number> {
    const jobs = held;
    held = [];
    for (const [i, job] of jobs.entries()) {
      try {
        await enqueue(job);
      } catch (error) {
        held = [...jobs.slice(i), ...held];
        throw error;
      }
    }
    return jobs.length;
  }

  return {
    keep: save,
    /** Moves what waits in memory and in the journal into the queue. @returns how many events */
    replay: async () => (await release()) + (await journal.replay(enqueue)),
    /** The last chance of what is held in memory, before the process ends. */
    async close(): Promise<void> {
      const jobs = held;
      held = [];
      for (const job of jobs) await journal.append(job).catch((error) => onLost(error, fromJob(job)));
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
