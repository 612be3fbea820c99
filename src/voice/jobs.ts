import { z } from 'zod';
import { type CallEvent, callEventSchema } from '../domain/call.ts';

/** The name of the queue that carries call events from gateways to workers. */
export const CALL_EVENTS = 'call-events';

/**
 * The contract of a job: one event (version 1) with the id of its request, or several events of one moment (version 2),
 * each with its own request id.
 */
export const callEventsJobSchema = z.discriminatedUnion('v', [
  z.object({ v: z.literal(1), event: callEventSchema, requestId: z.string().optional() }),
  z.object({ v: z.literal(2), events: z.array(callEventSchema).min(1) }),
]);

/** A job's JSON in the queue. */
export type CallEventsJob = z.input<typeof callEventsJobSchema>;

/** A job as the schema reads it, with times as dates. */
export type ParsedCallEventsJob = z.output<typeof callEventsJobSchema>;

/** A job with a single event. The journal holds events in this form too. */
export type CallEventJob = Extract<CallEventsJob, { v: 1 }>;

/** Writes an event as a job's JSON. */
export function toJob(event: CallEvent): CallEventJob {
  const { requestId } = event;
  return {
    v: 1,
    event: { ...event, at: event.at.toISOString() },
    ...(requestId !== undefined && { requestId }),
  };
}

/** Reads the events of a job. Throws when the job's JSON breaks the contract. */
export function eventsOf(job: unknown): CallEvent[] {
  return eventsIn(callEventsJobSchema.parse(job));
}

/** Returns the events of a parsed job: one or more. */
export function eventsIn(job: ParsedCallEventsJob): CallEvent[] {
  return job.v === 1 ? [job.event] : job.events;
}

/**
 * Returns the id of a job, which is the same for every repeat of the event. So BullMQ adds a repeated event once. BullMQ
 * forbids colons in an id.
 */
export function jobId({ event }: CallEventJob): string {
  return `${event.carrier} ${event.carrierCallId} ${event.name}`.replaceAll(':', '.');
}
