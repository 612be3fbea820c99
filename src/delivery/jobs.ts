/** The jobs of deliveries. A worker parses each job's data with the schema here when it takes the job. */
import { z } from 'zod';

/** The id of the request that led to the job. Jobs of a schedule have none. */
const requestId = z.string().optional();

export const DELIVERIES = 'deliveries';

/** One attempt of a delivery. `tries` is the number of attempts before it. */
export const deliveryJobSchema = z.object({
  v: z.literal(1),
  delivery: z.string(),
  tries: z.number().int(),
  requestId,
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

/** Returns the same id for every job of this attempt, so that the queue holds it once. */
export function deliveryJobId({ delivery, tries }: DeliveryJob): string {
  return `${delivery} ${tries}`;
}

export const FAN_OUT = 'fan-out';

/**
 * `all` makes deliveries from the feed and queues those that are due. `reconsider` looks at the deliveries of one call
 * again, because something new was reported about it.
 */
export const fanOutJobSchema = z.discriminatedUnion('task', [
  z.object({ v: z.literal(1), task: z.literal('all'), requestId }),
  z.object({ v: z.literal(1), task: z.literal('reconsider'), call: z.string(), requestId }),
]);
export type FanOutJob = z.infer<typeof fanOutJobSchema>;

/** How often the worker turns new attributions into deliveries and looks for attempts of workers that died. */
export const FAN_OUT_EVERY_MS = { all: 1000 } as const;

export const ALERTS = 'alerts';

/** `states` looks at pools and consumers, `silence` at numbers and endpoints, `numbers` at the accounts of carriers, `reports` for reports by mail that are due. */
export const alertsJobSchema = z.object({
  v: z.literal(1),
  task: z.enum(['states', 'silence', 'numbers', 'reports']),
  requestId,
});
export type AlertsJob = z.infer<typeof alertsJobSchema>;

/** How often the worker looks for states that alerts are about. */
export const ALERTS_EVERY_MS = {
  states: 60_000,
  silence: 15 * 60_000,
  numbers: 3_600_000,
  reports: 60_000,
} as const satisfies Record<AlertsJob['task'], number>;
