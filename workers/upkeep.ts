import type { Upkeep } from '../src/allocation/upkeep.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

export const UPKEEP = 'upkeep';

/** What is to be done again and again, and how often. One process at a time does it. */
export const UPKEEP_EVERY_MS = { ledgers: 1000, links: 5000, pools: 30_000, calls: 60_000 } as const;

type Task = keyof typeof UPKEEP_EVERY_MS;
export type UpkeepJob = { v: 1; task: Task };

/**
 * Carries ledgers to the store, ends links that nobody asks for, puts numbers that a pool lacks into it, and closes
 * calls of which nothing more is heard.
 */
export function upkeepWorker(open: OpenWorker, upkeep: Upkeep & { calls: () => Promise<unknown> }) {
  return open<UpkeepJob>(UPKEEP, ({ task }): Promise<unknown> => upkeep[task](), 1);
}
