import { HAZARDS, type HazardsJob, hazardsJobSchema } from '../src/attribution/jobs.ts';
import type { OpenWorker } from '../src/infra/queues.ts';

/** How often the worker checks whether a provider has enough new calls to fit hazards to. */
export const HAZARDS_EVERY_MS = { learn: 3_600_000 } as const satisfies Record<HazardsJob['task'], number>;

/** Fits hazards to each provider's calls. */
export function hazardsWorker(open: OpenWorker, learn: () => Promise<unknown>) {
  return open({ name: HAZARDS, schema: hazardsJobSchema }, () => learn(), 1);
}
