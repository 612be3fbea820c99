/** The jobs of reconciliation. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

/** A queue of its own: a carrier may answer slowly, and upkeep must not wait for it. */
export const RECONCILIATION = 'reconciliation';

/** Compares stored calls with the carriers' lists. */
export const reconciliationJobSchema = z.object({
  v: z.literal(1),
  task: z.literal('lists'),
  requestId: z.string().optional(),
});
export type ReconciliationJob = z.infer<typeof reconciliationJobSchema>;
