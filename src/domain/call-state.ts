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

/** The call's identifier, the same for all who hear of it. */
export function callId(carrier: string, carrierCallId: string): string {
  return idFrom('call', `${carrier} ${carrierCallId}`);
}

/** A call's events by their kind, each in the order of what the carrier says of it. */
type EventsByKind = {
  received: CallReceived | undefined;
  listed: CallListed | undefined;
  dials: DialEnded[];
  /** Of the legs that we placed. */
  legs: LegProgress[];
  /** How the caller's own leg ended, and with it the call. */
  callerEnd: LegProgress | undefined;
  recordings: CallRecorded[];
  routedTo: Set<string>;
  isClosed: boolean;
};

/**
 * What a call's events add up to. Their order does not matter, and none is indispensable: each dial's own outcome
 * counts before the legs that it placed, and those before the caller's, because a caller's leg can be `completed`
 * though nobody answered. A dial that the plan goes on after is not the end of the call.
 * @param events at least one, all of the same call, no name twice
 */
export function callFrom(events: readonly CallEvent[]): Call {
  const [first] = events;
  if (!first) throw new Error('a call has at least one event');
  const told = sort(events);
  const { received, listed } = told;
  const began = received ?? listed;
  const answer = answerOf(told);
  const outcome = outcomeOf(told, answer !== null);
  const resolution = began?.resolution;
  return {
    id: callId(first.carrier, first.carrierCallId),
    carrier: first.carrier,
    carrierCallId: first.carrierCallId,
    from: began?.from || null,
    to: began?.to ?? null,
    at: began?.at ?? earliest(events),
    state: stateOf(told, outcome),
    outcome,
    ringSeconds: outcome === null ? null : ringSeconds(told, outcome),
    talkSeconds: outcome === null ? null : outcome === 'answered' ? (answer?.talkSeconds ?? null) : 0,
    answeredBy: outcome === 'answered' ? (answer?.by ?? null) : null,
    recording: recordingOf(told.recordings),
    attestation: received?.attestation ?? null,
    forwardedFrom: received?.forwardedFrom ?? null,
    account: began?.account || null,
    reconciled: listed !== undefined,
    resolution: resolution?.kind ?? null,
    endpoint: resolution?.endpoint ?? null,
    site: resolution?.site ?? null,
    provider: resolution?.provider ?? null,
    pool: resolution?.pool ?? null,
    link: resolution?.link ?? null,
    keyedBy: resolution?.keyedBy ?? null,
    key: resolution?.key ?? null,
    ...(began?.requestId !== undefined && { requestId: began.requestId }),
    eventCount: events.length,
  };
}

function sort(events: readonly CallEvent[]): EventsByKind {
  const told: EventsByKind = {
    received: undefined,
    listed: undefined,
    dials: [],
    legs: [],
    callerEnd: undefined,
    recordings: [],
    routedTo: new Set(),
    isClosed: false,
  };
  for (const event of events.toSorted(byTelling)) {
    switch (event.type) {
      case 'received':
        told.received ??= event;
        break;
      case 'listed':
        told.listed ??= event;
        break;
      case 'dialled':
        told.dials.push(event);
        break;
      case 'progress':
        if (event.leg === 'endpoint') told.legs.push(event);
        else if (event.status === 'ended') told.callerEnd = event;
        break;
      case 'recorded':
        told.recordings.push(event);
        break;
      case 'routed':
        told.routedTo.add(event.to);
        break;
      case 'closed':
        told.isClosed = true;
        break;
      default:
        event satisfies never;
    }
  }
  return told;
}

/** Who answered and how long the two spoke; null: nobody did, as far as is known. */
function answerOf({
  dials,
  legs,
  callerEnd,
}: EventsByKind): { by: string | null; talkSeconds: number | null } | null {
  const dial = dials.findLast(({ outcome }) => outcome === 'answered');
  // A leg that was picked up but never joined to the caller (a machine, a gate) was missed, says its dial.
  const unjoined = new Set(dials.filter(({ outcome }) => outcome !== 'answered').map(({ target }) => target));
  const joined = legs.filter(({ target }) => dial !== undefined || !unjoined.has(target));
  const ended = joined.findLast(({ status, outcome }) => status === 'ended' && outcome === 'answered');
  const picked = joined.find(({ status }) => status === 'answered');
  if (!dial && !ended && !picked) return null;
  // Of legs without a target only a dial can say which of several it was.
  if (!dial && dials.length > 0 && (ended ?? picked)?.target == null) return null;
  return {
    by: dial?.target ?? (ended ?? picked)?.target ?? null,
    talkSeconds: dial?.talkSeconds ?? ended?.durationSeconds ?? secondsBetween(picked, callerEnd),
  };
}

function outcomeOf(told: EventsByKind, isAnswered: boolean): CallOutcome | null {
  const { dials, legs, callerEnd, recordings, routedTo, isClosed } = told;
  if (routedTo.has('blocked')) return 'blocked';
  if (dials.some(({ outcome }) => outcome === 'answered')) return 'answered';
  const hasMessage = recordings.some(({ of, seconds }) => of === 'voicemail' && seconds !== 0);
  if (routedTo.has('message') || hasMessage) return 'voicemail';
  const lastDial = dials.findLast(({ goesOn }) => !goesOn);
  if (lastDial && !routedTo.has('voicemail')) return lastDial.outcome;
  if (!callerEnd && !isClosed) return routedTo.has('announced') ? 'missed' : null;
  if (isAnswered) return 'answered';
  // A caller's leg that ended says nothing of who answered, unless it never got that far.
  const legEnd = legs.findLast(({ status }) => status === 'ended')?.outcome;
  const end = dials.at(-1)?.outcome ?? legEnd ?? callerEnd?.outcome;
  return end === 'failed' ? 'failed' : 'missed';
}

function stateOf({ legs, routedTo }: EventsByKind, outcome: CallOutcome | null): Call['state'] {
  if (outcome !== null) return 'ended';
  if (routedTo.has('voicemail')) return 'voicemail';
  return legs.some(({ status }) => status === 'answered') ? 'talking' : 'ringing';
}

/**
 * From the first sign that somebody was rung until one answered, or the last was given up; null where a webhook that
 * would tell is missing.
 */
function ringSeconds(told: EventsByKind, outcome: CallOutcome): number | null {
  const { legs, dials } = told;
  const began = legs.filter(({ status }) => status === 'ringing' || status === 'initiated');
  const until = answeredAt(legs) ?? (outcome === 'answered' ? null : givenUpAt(told));
  const areSomeUnheard = targetsOf(dials) > targetsOf(legs);
  if (began.length === 0 || until === null || areSomeUnheard) return null;
  return Math.max(0, Math.round((until - earliest(began).getTime()) / 1000));
}

/** When somebody first picked up, in milliseconds: as was told, or by the end of a talk and its length. */
function answeredAt(legs: readonly LegProgress[]): number | null {
  const answered = legs.filter(({ status }) => status === 'answered');
  if (answered.length > 0) return earliest(answered).getTime();
  const beginnings = legs.flatMap(({ at, outcome, durationSeconds }) =>
    outcome === 'answered' && durationSeconds !== null ? [at.getTime() - durationSeconds * 1000] : [],
  );
  return beginnings.length > 0 ? Math.min(...beginnings) : null;
}

/** When the last who was rung was given up. The caller's own end is that, unless something came after the ringing. */
function givenUpAt({ legs, callerEnd, routedTo }: EventsByKind): number | null {
  const ends = legs.filter(({ status, outcome }) => status === 'ended' && outcome !== 'answered');
  if (ends.length > 0) return Math.max(...ends.map(({ at }) => at.getTime()));
  return routedTo.size === 0 && callerEnd ? callerEnd.at.getTime() : null;
}

function targetsOf(events: readonly { target?: string | null }[]): number {
  return new Set(events.flatMap(({ target }) => target ?? [])).size;
}

function secondsBetween(from: CallEvent | undefined, until: CallEvent | undefined): number | null {
  if (!from || !until) return null;
  return Math.max(0, Math.round((until.at.getTime() - from.at.getTime()) / 1000));
}

/** A message that was left goes before what was recorded of a talk; of several the last. */
function recordingOf(recordings: readonly CallRecorded[]): Call['recording'] {
  const chosen = recordings.findLast(({ of }) => of === 'voicemail') ?? recordings.at(-1);
  return chosen?.url ? { url: chosen.url, seconds: chosen.seconds } : null;
}

function earliest(events: readonly CallEvent[]): Date {
  return new Date(Math.min(...events.map(({ at }) => at.getTime())));
}

/** By time; where two are of the same moment, as with times in whole seconds, by the carrier's own count. */
function byTelling(a: CallEvent, b: CallEvent): number {
  return (
    a.at.getTime() - b.at.getTime() ||
    sequenceOf(a) - sequenceOf(b) ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

function sequenceOf(event: CallEvent): number {
  return event.type === 'progress' ? (event.sequence ?? 0) : 0;
}
