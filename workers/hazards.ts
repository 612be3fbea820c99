import type { OpenWorker } from '../src/infra/queues.ts';

export const HAZARDS = 'hazards';

/** Whether there is anything new to learn from is looked at so often. */
export const HAZARDS_EVERY_MS = { learn: 3_600_000 } as const;

export type HazardsJob = { v: 1; task: keyof typeof HAZARDS_EVERY_MS };

/** Learns from each provider's calls how soon and how often its visitors call. */
export function hazardsWorker(open: OpenWorker, learn: () => Promise<unknown>) {
  return open<HazardsJob>(HAZARDS, () => learn(), 1);
}
