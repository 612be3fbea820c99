/** A try of a delivery. */
export const DELIVERIES = 'deliveries';
export type DeliveryJob = { v: 1; delivery: string; tries: number };

/** Looks for what is to be told, and what a call's new outcome changes of what was told. */
export const FAN_OUT = 'fan-out';
export type FanOutJob = { v: 1; task: 'all' } | { v: 1; task: 'reconsider'; call: string };

/** The same for each who queues this try, so that it is one job. */
export function deliveryJobId({ delivery, tries }: DeliveryJob): string {
  return `${delivery} ${tries}`;
}
