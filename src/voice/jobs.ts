import type { CallEvent } from '../domain/call.ts';

export const CALL_EVENTS = 'call-events';

/** A call event on its way to the store, as it lies in the queue and in the journal: plain JSON, versioned. */
export type CallEventJob = { v: 1; event: Omit<CallEvent, 'at'> & { at: string } };

/** A job of the queue: an event, or several that came at once, which is cheaper than a job for each. */
export type CallEventsJob = CallEventJob | { v: 2; events: CallEventJob['event'][] };

export function toJob(event: CallEvent): CallEventJob {
  return { v: 1, event: { ...event, at: event.at.toISOString() } };
}

export function fromJob({ event }: CallEventJob): CallEvent {
  return { ...event, at: new Date(event.at) } as CallEvent;
}

/** The events of a job, one or more. */
export function eventsOf(job: CallEventsJob): CallEvent[] {
  const events = job.v === 1 ? [job.event] : job.events;
  return events.map((event) => fromJob({ v: 1, event }));
}

/** The same for every repeat of the event, so that a repeat is no second job. BullMQ forbids colons in it. */
export function jobId({ event }: CallEventJob): string {
  return `${event.carrier} ${event.carrierCallId} ${event.name}`.replaceAll(':', '.');
}
