import type { CallEvent, CallReceived, CallResolved, CallRouted } from '../domain/call.ts';
import type { FlowState } from '../domain/call-flow.ts';
import type { PlanResult } from '../domain/call-plan.ts';
import type { Carrier } from '../domain/model.ts';
import type { ArrivingCall } from './arriving-call.ts';
import type { FoundEndpoint } from './endpoint-finder.ts';

/** Returns the event of a call that has come in. */
export function receivedEvent({ adapter, call, request, resolution }: ArrivingCall): CallReceived {
  const { carrierCallId, from, to, account, forwardedFrom, attestation } = call;
  return {
    type: 'received',
    carrier: adapter.name,
    carrierCallId,
    name: 'received',
    at: request.receivedAt,
    from,
    to,
    resolution,
    account: account || null,
    forwardedFrom,
    attestation,
    ...withRequestId(request),
  };
}

/** Returns the event of a call that was answered without a claim in Redis. */
export function resolvedEvent(
  { adapter, call, request }: ArrivingCall,
  { endpoint, link }: FoundEndpoint,
): CallResolved {
  return {
    type: 'resolved',
    carrier: adapter.name,
    carrierCallId: call.carrierCallId,
    name: 'resolved',
    at: request.receivedAt,
    to: call.to,
    endpoint: endpoint?.id ?? null,
    link,
    resolution: null,
    ...withRequestId(request),
  };
}

/** Returns the event of a caller whom the plan led to something other than a dial. */
export function routedEvent(
  carrier: Carrier,
  carrierCallId: string,
  to: CallRouted['to'],
  { at, requestId }: { at: Date; requestId?: string | undefined },
): CallRouted {
  const name = `routed ${to}`;
  return { type: 'routed', carrier, carrierCallId, name, at, to, ...withRequestId({ requestId }) };
}

/**
 * Adds to a dial's event what the plan knows about it: its target, and whether the plan continues after it.
 *
 * The name gets the plan's stage. Not every carrier names the leg, and the plan's next dial must not pass for a repeat of
 * this one.
 */
export function plannedEvent(
  event: CallEvent,
  state: FlowState | null,
  target: string | null,
  { steps }: PlanResult,
): CallEvent {
  if (event.type !== 'dialled') return event;
  const name = state ? `${event.name} ${state.stage}` : event.name;
  const goesOn = steps.some(({ type }) => type !== 'hangup');
  return { ...event, name, goesOn, target: event.target ?? target };
}

function withRequestId({ requestId }: { requestId?: string | undefined }): { requestId?: string } {
  return requestId === undefined ? {} : { requestId };
}
