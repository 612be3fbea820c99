import type { Call, CallEvent, CallOutcome, CallRecorded } from './call.ts';
import { byKind, type EventsByKind, earliest } from './call-events-by-kind.ts';
import { ringSeconds } from './call-ringing.ts';
import { idFrom } from './ids.ts';

/** Returns the call's id. Every process derives the same id from the carrier and its call id. */
export function callId(carrier: string, carrierCallId: string): string {
  return idFrom('call', `${carrier} ${carrierCallId}`);
}

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
  const { received, resolved, listed } = kinds;
  const origin = received ?? listed;
  const answer = answerOf(kinds);
  const outcome = outcomeOf(kinds, answer !== null);
  const resolution = resolved?.resolution ?? origin?.resolution;
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

function secondsBetween(from: CallEvent | undefined, until: CallEvent | undefined): number | null {
  if (!from || !until) return null;
  return Math.max(0, Math.round((until.at.getTime() - from.at.getTime()) / 1000));
}

/** Returns the last recording. A caller's message takes precedence over a recording of the talk. */
function recordingOf(recordings: readonly CallRecorded[]): Call['recording'] {
  const recording = recordings.findLast(({ of }) => of === 'voicemail') ?? recordings.at(-1);
  return recording?.url ? { url: recording.url, seconds: recording.seconds } : null;
}
