import { setTimeout as sleep } from 'node:timers/promises';
import type { Attributions } from '../store/port.ts';

export type FeedTailOptions = {
  attributions: Pick<Attributions, 'end'>;
  /** How often the store is read while readers wait. */
  everyMs?: number;
};

type Waiting = { cursor: number; wake: () => void };

/** Wakes readers at the end of the feed when it has more. All readers share one read of the store. */
export function createFeedTail({ attributions, everyMs = 250 }: FeedTailOptions) {
  const waiting = new Set<Waiting>();
  const closing = new AbortController();
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    while (waiting.size > 0) {
      // While the store is away there is no news. A reader sees the error when it reads.
      const end = Number(await attributions.end().catch(() => 0));
      for (const one of [...waiting]) if (end > one.cursor) one.wake();
      await sleep(everyMs);
    }
    isLooking = false;
  }

  return {
    /** Resolves when the feed has more after the cursor, after `ms`, or when the signal aborts. */
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

    /** Aborts when the process ends, so that all readers leave. */
    closed: closing.signal,
    close: () => closing.abort(),
  };
}

export type FeedTail = ReturnType<typeof createFeedTail>;
