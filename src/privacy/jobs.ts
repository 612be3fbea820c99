/** The jobs of stored records. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

/** The id of the request that led to the job. Jobs of a schedule have none. */
const requestId = z.string().optional();

export const RECORDS_QUEUE = 'records';

/** How often each task runs. One process at a time runs it. */
export const RECORDS_EVERY_MS = { reports: 5000, retention: 600_000 } as const;

/** The people that an erasure concerns, under all their names. What the first run found stays part of it. */
export const erasureJobSchema = z.object({
  v: z.literal(1),
  provider: z.string().nullable(),
  callers: z.array(z.string()),
  visitor: z.string().nullable(),
  sessions: z.array(z.object({ site: z.string(), session: z.string() })),
  /** The ids of the calls. An erased call names nobody, but further events of it may still arrive. */
  calls: z.array(z.string()),
});
export type ErasureJob = z.infer<typeof erasureJobSchema>;

/** `reports` counts new attributions, `retention` removes old records, and `erase` repeats an erasure. */
export const recordsJobSchema = z.discriminatedUnion('task', [
  z.object({ v: z.literal(1), task: z.literal('reports'), requestId }),
  z.object({ v: z.literal(1), task: z.literal('retention'), requestId }),
  z.object({ v: z.literal(1), task: z.literal('erase'), erasure: erasureJobSchema, requestId }),
]);
export type RecordsJob = z.infer<typeof recordsJobSchema>;
