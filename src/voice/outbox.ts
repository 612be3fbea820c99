import type { CallEvent } from '../domain/call.ts';
import { withTimeout } from '../infra/with-timeout.ts';
import type { Enqueue } from './event-queue.ts';
import { type CallEventJob, toJob } from './jobs.ts';
import type { Journal } from './journal.ts';

/** Saves a call event on its way to the store. Resolves once the event is safe, or reported as unsafe or lost. */
export type SaveEvent = (event: CallEvent) => Promise<void>;

export type OutboxOptions = {
  enqueue: Enqueue;
  journal: Pick<Journal, 'append' | 'replay'>;
  /** The milliseconds that the queue gets. Then the event goes to the journal. */
  budgetMs: number;
  /** Says whether Redis is connected, as far as this process knows. While it is not, no event waits for the queue. */
  isReachable: () => boolean;
  now: () => Date;
  /** Called when neither the queue nor the journal took an event. The outbox holds it in memory from then on. */
  onUnsafe: (error: unknown, event: CallEvent) => void;
  /** Called when an event could be saved nowhere. The call continues nevertheless. */
  onLost: (error: unknown, event: CallEvent) => void;
};

/** The gateway's path for call events: the queue, or the journal while Redis is away, or memory while the disk fails too. */
export interface Outbox {
  save: SaveEvent;
  /** Moves events from memory and from the journal into the queue. Resolves with their number. */
  replay(): Promise<number>;
  /** Writes the events in memory to the journal, before the process ends. */
  close(): Promise<void>;
}

/** A queue that exceeded its budget is skipped for this long. Otherwise each event would wait for nothing. */
const SKIP_QUEUE_MS = 1000;
const MAX_HELD_EVENTS = 20_000;

type HeldEvent = { event: CallEvent; job: CallEventJob };

export function createOutbox(options: OutboxOptions): Outbox {
  const { enqueue, journal, budgetMs, isReachable, now, onUnsafe, onLost } = options;
  let held: HeldEvent[] = [];
  let skipQueueUntilMs = 0;

  async function save(event: CallEvent): Promise<void> {
    const job = toJob(event);
    if (await isQueued(job)) return;
    try {
      await journal.append(job);
    } catch (error) {
      hold({ event, job }, error);
    }
  }

  /** Resolves with true once the queue has the job, and with false when it does not take it within its budget. */
  async function isQueued(job: CallEventJob): Promise<boolean> {
    if (!isReachable() || now().getTime() < skipQueueUntilMs) return false;
    try {
      await withTimeout(budgetMs, enqueue(job));
      return true;
    } catch {
      skipQueueUntilMs = now().getTime() + SKIP_QUEUE_MS;
      return false;
    }
  }

  function hold(one: HeldEvent, error: unknown): void {
    if (held.length >= MAX_HELD_EVENTS) {
      onLost(error, one.event);
      return;
    }
    held.push(one);
    onUnsafe(error, one.event);
  }

  /** Moves the events in memory into the queue. Those that it does not take stay in memory. */
  async function queueHeld(): Promise<number> {
    const waiting = takeHeld();
    for (const [i, { job }] of waiting.entries()) {
      try {
        await enqueue(job);
      } catch (error) {
        held = [...waiting.slice(i), ...held];
        throw error;
      }
    }
    return waiting.length;
  }

  function takeHeld(): HeldEvent[] {
    const taken = held;
    held = [];
    return taken;
  }

  return {
    save,
    replay: async () => (await queueHeld()) + (await journal.replay(enqueue)),
    async close() {
      for (const { event, job } of takeHeld())
        await journal.append(job).catch((error) => onLost(error, event));
    },
  };
}
