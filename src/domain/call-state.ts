import type { Call, CallEvent, CallReceived, DialEnded, LegProgress, Outcome } from './call.ts';
import { idFrom } from './ids.ts';

/** The call's identifier, the same for all who hear of it. */
export function callId(carrier: string, carrierCallId: string): string {
  return idFrom('call', `${carrier} ${carrierCallId}`);
}

/**
 * What a call's events add up to. Their order does not matter, and none is indispensable: the dial's own outcome
 * counts before the endpoint's leg, and that before the caller's, because a caller's leg can be `completed` though
 * nobody answered.
 * @param events at least one, all of the same call, no name twice
 */
export function callFrom(events: readonly CallEvent[]): Call {
  const [first] = events;
  if (!first) throw new Error('a call has at least one event');
  const received = events.find((event): event is CallReceived => event.type === 'received');
  const dialled = latest(events.filter((event): event is DialEnded => event.type === 'dialled'));
  const legs = events.filter((event): event is LegProgress => event.type === 'progress');
  const endpointEnd = latest(legs.filter(({ leg, status }) => leg === 'endpoint' && status === 'ended'));
  const callerEnd = latest(legs.filter(({ leg, status }) => leg === 'caller' && status === 'ended'));

  const outcome = dialled?.outcome ?? endpointEnd?.outcome ?? outcomeForCaller(callerEnd);
  const resolution = received?.resolution;
  return {
    id: callId(first.carrier, first.carrierCallId),
    carrier: first.carrier,
    carrierCallId: first.carrierCallId,
    from: received?.from ?? null,
    to: received?.to ?? null,
    at: received?.at ?? earliest(events),
    outcome,
    ringSeconds: outcome === null ? null : ringSeconds(legs),
    talkSeconds:
      outcome === null
        ? null
        : (dialled?.talkSeconds ?? (outcome === 'answered' ? (endpointEnd?.durationSeconds ?? null) : 0)),
    resolution: resolution?.kind ?? null,
    endpoint: resolution?.endpoint ?? null,
    site: resolution?.site ?? null,
    provider: resolution?.provider ?? null,
    pool: resolution?.pool ?? null,
    link: resolution?.link ?? null,
    keyedBy: resolution?.keyedBy ?? null,
    key: resolution?.key ?? null,
    eventCount: events.length,
  };
}

/** A caller's leg that ended says nothing of who answered, unless it never got that far. */
function outcomeForCaller(end: LegProgress | undefined): Outcome | null {
  if (!end) return null;
  return end.outcome === 'answered' ? 'missed' : end.outcome;
}

/** From the first sign that the endpoint rang until it was answered, or was given up. */
function ringSeconds(legs: readonly LegProgress[]): number | null {
  const endpoint = legs.filter(({ leg }) => leg === 'endpoint');
  const began = endpoint.filter(({ status }) => status === 'ringing' || status === 'initiated');
  const ended = endpoint.filter(({ status }) => status === 'answered');
  const until = ended.length > 0 ? ended : endpoint.filter(({ status }) => status === 'ended');
  if (began.length === 0 || until.length === 0) return null;
  return Math.max(0, Math.round((earliest(until).getTime() - earliest(began).getTime()) / 1000));
}

function earliest(events: readonly CallEvent[]): Date {
  return new Date(Math.min(...events.map(({ at }) => at.getTime())));
}

function latest<E extends CallEvent>(events: readonly E[]): E | undefined {
  return events.toSorted((a, b) => a.at.getTime() - b.at.getTime() || (a.name < b.name ? -1 : 1)).at(-1);
}
