import type { Call } from '../domain/call.ts';
import type { Erased } from '../domain/privacy.ts';

const MAX_LISTED_CALLS = 1000;

/** Counts the records that an erasure changed, and lists its calls and recordings. */
export function createErasureCounts() {
  const erased: Required<Erased> = {
    calls: 0,
    events: 0,
    attributions: 0,
    notes: 0,
    deliveries: 0,
    sessions: 0,
    hits: 0,
    showings: 0,
    links: 0,
    jobs: 0,
    blocks: 0,
    memories: 0,
  };
  const calls = new Set<string>();
  const recordings = new Set<string>();

  return {
    add(counts: Partial<Erased>): void {
      for (const [name, count] of Object.entries(counts)) erased[name as keyof Erased] += count;
    },

    addCalls(found: readonly Call[]): void {
      for (const { id, recording } of found) {
        calls.add(id);
        if (recording) recordings.add(recording.url);
      }
    },

    result: () => ({
      erased,
      calls: [...calls].slice(0, MAX_LISTED_CALLS),
      recordings: [...recordings],
    }),
  };
}

export type ErasureCounts = ReturnType<typeof createErasureCounts>;
