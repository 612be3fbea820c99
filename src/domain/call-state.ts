import type {
  Call,
  CallEvent,
  CallListed,
  CallOutcome,
  CallReceived,
  CallRecorded,
  DialEnded,
  LegProgress,
} from './call.ts';
import { idFrom } from './ids.ts';

/** Returns the call's id. Every process derives the same id from the carrier and its call id. */
export function callId(carrier: string, carrierCallId: string): string {
  return idFrom('call', `${carrier} ${carrierCallId}`);
}

/** A call's events by kind, each list in the order of time. */
type EventsByKind = {
  received: CallReceived | undefined;
  listed: CallListed | undefined;
  dials: DialEnded[];
  /** Progress of the legs that we placed. */
  legs: LegProgress[];
  /** The end of the caller's own leg, which ends the call. */
  callerEnd: LegProgress | undefined;
  recordings: CallRecorded[];
  routedTo: Set<string>;
  isClosed: boolean;
};

/**
 * Computes the call from all its events. Their order does not matter, and any of them may be missing. A dial's outcome
 * takes precedence over the legs that it placed, and those over the caller's leg: carriers report that leg as
 * `completed` even when nobody answered. A dial after which the plan continues is not the end of the call.
 * @param events at least one, all of the same call, each name once
 */
export function callFrom(events: readonly CallEvent[]): Call {
  const [first] = events;
  if (!first) throw new Error('a call has at least one event');
  const kinds = byKind(events);
  const { received, listed } = kinds;
  const origin = received ?? listed;
  const answer = answerOf(kinds);
  const outcome = outcomeOf(kinds, answer !== null);
  const resolution = origin?.resolution;
  return {
    id: callId(first.carrier, first.carrierCallId),
    carrier: first.carrier,
    carrierCallId: first.carrierCallId,
    from: origin?.from || null,
    to: origin?.to ?? null,
    at: origin?.at ?? earliest(events),
    state: stateOf(kinds, outcome),
    outcome,
    ringSeconds: outcome === null ? null : ringSeconds(kinds, outcome),
    talkSeconds: outcome === null ? null : outcome === 'answered' ? (answer?.talkSeconds ?? null) : 0,
    answeredBy: outcome === 'answered' ? (answer?.by ?? null) : null,
    recording: recordingOf(kinds.recordings),
    attestation: received?.attestation ?? null,
    forwardedFrom: received?.forwardedFrom ?? null,
    account: origin?.account || null,
    reconciled: listed !== undefined,
    resolution: resolution?.kind ?? null,
    endpoint: resolution?.endpoint ?? null,
    site: resolution?.site ?? null,
    provider: resolution?.provider ?? null,
    pool: resolution?.pool ?? null,
    link: resolution?.link ?? null,
    keyedBy: resolution?.keyedBy ?? null,
    key: resolution?.key ?? null,
    ...(origin?.requestId !== undefined && { requestId: origin.requestId }),
    eventCount: events.length,
  };
}

function byKind(events: readonly CallEvent[]): EventsByKind {
  const kinds: EventsByKind = {
    received: undefined,
    listed: undefined,
    dials: [],
    legs: [],
    callerEnd: undefined,
    recordings: [],
    routedTo: new Set(),
    isClosed: false,
  };
  for (const event of events.toSorted(inOrderOfTime)) {
    switch (event.type) {
      case 'received':
        kinds.received ??= event;
        break;
      case 'listed':
        kinds.listed ??= event;
        break;
      case 'dialled':
        kinds.dials.push(event);
        break;
      case 'progress':
        if (event.leg === 'endpoint') kinds.legs.push(event);
        else if (event.status === 'ended') kinds.callerEnd = event;
        break;
      case 'recorded':
        kinds.recordings.push(event);
        break;
      case 'routed':
        kinds.routedTo.add(event.to);
        break;
      case 'closed':
        kinds.isClosed = true;
        break;
      default:
        event satisfies never;
    }
  }
  return kinds;
}

/** Returns the target that answered and the seconds of talk, or null when no event shows an answer. */
function answerOf({
  dials,
  legs,
  callerEnd,
}: EventsByKind): { by: string | null; talkSeconds: number | null } | null {
  const dial = dials.findLast(({ outcome }) => outcome === 'answered');
  // A machine or a gate picked up a leg that never joined the caller. Its dial states that the call was missed.
  const unjoined = new Set(dials.filter(({ outcome }) => outcome !== 'answered').map(({ target }) => target));
  const joined = legs.filter(({ target }) => dial !== undefined || !unjoined.has(target));
  const ended = joined.findLast(({ status, outcome }) => status === 'ended' && outcome === 'answered');
  const pickedUp = joined.find(({ status }) => status === 'answered');
  if (!dial && !ended && !pickedUp) return null;
  // Among several legs without a target, only a dial can state which one answered.
  if (!dial && dials.length > 0 && (ended ?? pickedUp)?.target == null) return null;
  return {
    by: dial?.target ?? (ended ?? pickedUp)?.target ?? null,
    talkSeconds: dial?.talkSeconds ?? ended?.durationSeconds ?? secondsBetween(pickedUp, callerEnd),
  };
}

/** Returns the call's outcome, or null while no event shows its end. */
function outcomeOf(kinds: EventsByKind, isAnswered: boolean): CallOutcome | null {
  const { dials, callerEnd, recordings, routedTo, isClosed } = kinds;
  if (routedTo.has('blocked')) return 'blocked';
  if (dials.some(({ outcome }) => outcome === 'answered')) return 'answered';
  const hasMessage = recordings.some(({ of, seconds }) => of === 'voicemail' && seconds !== 0);
  if (routedTo.has('message') || hasMessage) return 'voicemail';
  const lastDial = dials.findLast(({ goesOn }) => !goesOn);
  if (lastDial && !routedTo.has('voicemail')) return lastDial.outcome;
  if (!callerEnd && !isClosed) return routedTo.has('announced') ? 'missed' : null;
  return isAnswered ? 'answered' : unansweredOutcome(kinds);
}

/** The end of the caller's leg does not show who answered. It counts only when no dial and no leg has ended. */
function unansweredOutcome({ dials, legs, callerEnd }: EventsByKind): 'failed' | 'missed' {
  const legOutcome = legs.findLast(({ status }) => status === 'ended')?.outcome;
  const outcome = dials.at(-1)?.outcome ?? legOutcome ?? callerEnd?.outcome;
  return outcome === 'failed' ? 'failed' : 'missed';
}

function stateOf({ legs, routedTo }: EventsByKind, outcome: CallOutcome | null): Call['state'] {
  if (outcome !== null) return 'ended';
  if (routedTo.has('voicemail')) return 'voicemail';
  return legs.some(({ status }) => status === 'answered') ? 'talking' : 'ringing';
}

/**
 * Returns the seconds from the first ring to the answer, or to the end of the last ring. Returns null when the event is
 * missing that would state it.
 */
function ringSeconds(kinds: EventsByKind, outcome: CallOutcome): number | null {
  const { legs, dials } = kinds;
  const rings = legs.filter(({ status }) => status === 'ringing' || status === 'initiated');
  const endMs = answeredAtMs(legs) ?? (outcome === 'answered' ? null : lastRingEndMs(kinds));
  const isLegMissing = countTargets(dials) > countTargets(legs);
  if (rings.length === 0 || endMs === null || isLegMissing) return null;
  return Math.max(0, Math.round((endMs - earliest(rings).getTime()) / 1000));
}

/** Returns the time of the first answer. Without its event, it follows from the end of a talk and its length. */
function answeredAtMs(legs: readonly LegProgress[]): number | null {
  const answered = legs.filter(({ status }) => status === 'answered');
  if (answered.length > 0) return earliest(answered).getTime();
  const starts = legs.flatMap(({ at, outcome, durationSeconds }) =>
    outcome === 'answered' && durationSeconds !== null ? [at.getTime() - durationSeconds * 1000] : [],
  );
  return starts.length > 0 ? Math.min(...starts) : null;
}

/** Returns the time at which the last leg stopped ringing. The caller's own end is that time when nothing followed it. */
function lastRingEndMs({ legs, callerEnd, routedTo }: EventsByKind): number | null {
  const ends = legs.filter(({ status, outcome }) => status === 'ended' && outcome !== 'answered');
  if (ends.length > 0) return Math.max(...ends.map(({ at }) => at.getTime()));
  return routedTo.size === 0 && callerEnd ? callerEnd.at.getTime() : null;
}

function countTargets(events: readonly { target?: string | null }[]): number {
  return new Set(events.flatMap(({ target }) => target ?? [])).size;
}

function secondsBetween(from: CallEvent | undefined, until: CallEvent | undefined): number | null {
  if (!from || !until) return null;
  return Math.max(0, Math.round((until.at.getTime() - from.at.getTime()) / 1000));
}

/** Returns the last recording. A caller's message takes precedence over a recording of the talk. */
function recordingOf(recordings: readonly CallRecorded[]): Call['recording'] {
  const recording = recordings.findLast(({ of }) => of === 'voicemail') ?? recordings.at(-1);
  return recording?.url ? { url: recording.url, seconds: recording.seconds } : null;
}

function earliest(events: readonly CallEvent[]): Date {
  return new Date(Math.min(...events.map(({ at }) => at.getTime())));
}

/** Orders by time. Some carriers send whole seconds, so the carrier's own count orders events of the same time. */
function inOrderOfTime(a: CallEvent, b: CallEvent): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    sequenceOf(a) - sequenceOf(b) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

function sequenceOf(event: CallEvent): number {
  return event.type === 'progress' ? (event.sequence ?? 0) : 0;
}
