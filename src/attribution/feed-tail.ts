import { setTimeout as sleep } from 'node:timers/promises';
import type { Attributions } from '../store/port.ts';

export type FeedTailOptions = {
  attributions: Pick<Attributions, 'end'>;
  /** How often the store is asked for all who wait together. */
  everyMs?: number;
};

type Waiting = { cursor: number; wake: () => void };

/** Wakes those who have read the feed to its end when there is more: one question to the store for all of them. */
export function createFeedTail({ attributions, everyMs = 250 }: FeedTailOptions) {
  const waiting = new Set<Waiting>();
  const closing = new AbortController();
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (waiting.size > 0) {
      // A store that is away has no news; whoever waits hears of it when it reads.
      const end = Number(await attributions.end().catch(() => 0));
      for (const one of [...waiting]) if (end > one.cursor) one.wake();
      await sleep(everyMs);
    }
    isLooking = false;
  }

  return {
    /** Resolves once there is something after the cursor, after `ms`, or when the signal ends it. */
    newsAfter(cursor: string, ms: number, signal: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        const one: Waiting = { cursor: Number(cursor), wake: done };
        const timer = setTimeout(done, ms);
        function done(): void {
          clearTimeout(timer);
          waiting.delete(one);
          signal.removeEventListener('abort', done);
          resolve();
        }
        if (signal.aborted) return done();
        signal.addEventListener('abort', done);
        waiting.add(one);
        look().catch(() => undefined);
      });
    },

    /** Ends when all who wait are to go, as the process ends. */
    closed: closing.signal,
    close: () => closing.abort(),
  };
}

export type FeedTail = ReturnType<typeof createFeedTail>;
