import { z } from 'zod';
import { type CallEvent, callEventSchema } from '../domain/call.ts';

/** The name of the queue that carries call events from gateways to workers. */
export const CALL_EVENTS = 'call-events';

/** The contract of a job: one event (version 1), or several events of one moment (version 2). */
const callEventsJobSchema = z.discriminatedUnion('v', [
  z.object({ v: z.literal(1), event: callEventSchema }),
  z.object({ v: z.literal(2), events: z.array(callEventSchema).min(1) }),
]);

/** A job's JSON in the queue. */
export type CallEventsJob = z.input<typeof callEventsJobSchema>;

/** A job with a single event. The journal holds events in this form too. */
export type CallEventJob = Extract<CallEventsJob, { v: 1 }>;

/** Writes an event as a job's JSON. */
export function toJob(event: CallEvent): CallEventJob {
  return { v: 1, event: { ...event, at: event.at.toISOString() } };
}

/** Reads the events of a job. Throws when the job's JSON breaks the contract. */
export function eventsOf(job: unknown): CallEvent[] {
  const parsed = callEventsJobSchema.parse(job);
  return parsed.v === 1 ? [parsed.event] : parsed.events;
}

/**
 * Returns the id of a job, which is the same for every repeat of the event. So BullMQ adds a repeated event once. BullMQ
 * forbids colons in an id.
 */
export function jobId({ event }: CallEventJob): string {
  return `${event.carrier} ${event.carrierCallId} ${event.name}`.replaceAll(':', '.');
}
