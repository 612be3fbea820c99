/** The jobs of upkeep. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

export const UPKEEP = 'upkeep';

/** How often each task of upkeep runs. One process at a time runs it. */
export const UPKEEP_EVERY_MS = { ledgers: 1000, links: 5000, pools: 30_000, calls: 60_000 } as const;

/**
 * `ledgers` drains them to the store, `links` ends expired ones, `pools` rebuilds and aligns them, and `calls` closes
 * calls whose end no carrier reported.
 */
export const upkeepJobSchema = z.object({
  v: z.literal(1),
  task: z.enum(['ledgers', 'links', 'pools', 'calls']),
  requestId: z.string().optional(),
});
export type UpkeepJob = z.infer<typeof upkeepJobSchema>;
