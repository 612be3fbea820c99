/** The jobs of provisioning. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

/** A queue of its own: a carrier may answer slowly, and nothing else must wait for it. */
export const PROVISIONING = 'provisioning';

/** Continues all orders of numbers that have not ended. */
export const provisioningJobSchema = z.object({
  v: z.literal(1),
  task: z.literal('orders'),
  requestId: z.string().optional(),
});
export type ProvisioningJob = z.infer<typeof provisioningJobSchema>;

export const PROVISIONING_EVERY_MS = { orders: 5000 } as const satisfies Record<
  ProvisioningJob['task'],
  number
>;
