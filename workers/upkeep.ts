import type { Upkeep } from '../src/allocation/upkeep.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

export const UPKEEP = 'upkeep';

/** What is to be done again and again, and how often. One process at a time does it. */
export const UPKEEP_EVERY_MS = { ledgers: 1000, links: 5000, pools: 30_000 } as const;

export type UpkeepJob = { v: 1; task: keyof typeof UPKEEP_EVERY_MS };

/** Carries ledgers to the store, ends links that nobody asks for, and puts numbers that a pool lacks into it. */
export function upkeepWorker(open: OpenWorker, upkeep: Upkeep) {
  return open<UpkeepJob>(UPKEEP, ({ task }) => upkeep[task](), 1);
}
