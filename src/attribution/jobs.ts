/** The jobs of attribution. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

/** The id of the request that led to the job. Jobs of a schedule have none. */
const requestId = z.string().optional();

export const ATTRIBUTIONS = 'attributions';

/**
 * Calls to attribute: they ended, or the carrier reported another end. A single call is version 1, which workers of
 * earlier releases know. The request id of version 2 is that of its first call.
 */
export const attributionJobSchema = z.discriminatedUnion('v', [
  z.object({ v: z.literal(1), call: z.string(), requestId }),
  z.object({ v: z.literal(2), calls: z.array(z.string()), requestId }),
]);
export type AttributionJob = z.infer<typeof attributionJobSchema>;

/** Returns the ids of the job's calls: one or more. */
export function callsOf(job: AttributionJob): string[] {
  return job.v === 1 ? [job.call] : job.calls;
}

export const REATTRIBUTIONS = 'reattributions';

/** A run that attributes the calls of a period again. */
export const reattributionJobSchema = z.object({ v: z.literal(1), reattribution: z.string(), requestId });
export type ReattributionJob = z.infer<typeof reattributionJobSchema>;

export const HAZARDS = 'hazards';

/** Fits hazards to the calls of every provider that has enough new ones. */
export const hazardsJobSchema = z.object({ v: z.literal(1), task: z.literal('learn'), requestId });
export type HazardsJob = z.infer<typeof hazardsJobSchema>;

/** How often the worker checks whether a provider has enough new calls to fit hazards to. */
export const HAZARDS_EVERY_MS = { learn: 3_600_000 } as const satisfies Record<HazardsJob['task'], number>;
