import type { CallEvent, CallRecorded, DialEnded, LegOutcome, LegProgress } from '../../../domain/call.ts';
import type { Carrier } from '../../../domain/model.ts';
import { calledNumber, callingNumber } from '../../../domain/phone.ts';
import { recordingKindOf } from '../callback-url.ts';
import type { IncomingCall, StepResult, Webhook } from '../carrier.ts';
import { type Fields, fieldsOf, secondsOf } from '../webhook.ts';

/** A carrier that follows Twilio, and the reader of its times. */
export type Spelling = { carrier: Carrier; timeOf: (text: string | undefined) => Date | null };

/** Reads the first webhook of a call, as far as these carriers write it in the same way. */
export function incomingCallIn(
  fields: Fields,
  more: Pick<IncomingCall, 'at' | 'attestation'>,
): IncomingCall | null {
  if (!fields.CallSid) return null;
  return {
    carrierCallId: fields.CallSid,
    account: fields.AccountSid ?? '',
    from: callingNumber(fields.From ?? ''),
    to: calledNumber(fields.To ?? ''),
    forwardedFrom: calledNumber(fields.ForwardedFrom ?? '') || null,
    ...more,
  };
}

/** Reads a `<Dial>` action. A dial that was picked up but never bridged is missed: a machine or a gate took it. */
export function dialEndedIn({ carrier }: Spelling, fields: Fields, receivedAt: Date): DialEnded | null {
  const outcome = outcomeOf(fields.DialCallStatus ?? '');
  if (!fields.CallSid || !outcome) return null;
  const isAnswered = outcome === 'answered' && fields.DialBridged !== 'false';
  return {
    type: 'dialled',
    carrier,
    carrierCallId: fields.CallSid,
    name: `dialled ${fields.DialCallSid ?? ''}`,
    at: receivedAt,
    outcome: outcome === 'answered' && !isAnswered ? 'missed' : outcome,
    talkSeconds: isAnswered ? secondsOf(fields.DialCallDuration) : 0,
  };
}

/**
 * Reads a status callback. The leg that we placed names its parent, the caller's own leg does not. The sequence number
 * in the event's name separates a repeated callback from a status that occurs twice.
 */
export function progressIn(
  { carrier, timeOf }: Spelling,
  fields: Fields,
  receivedAt: Date,
): LegProgress | null {
  const { CallSid, ParentCallSid, CallStatus, SequenceNumber } = fields;
  if (!CallSid || !CallStatus) return null;
  const status = statusOf(CallStatus);
  if (!status) return null;
  return {
    type: 'progress',
    carrier,
    carrierCallId: ParentCallSid || CallSid,
    name: `progress ${CallSid} ${SequenceNumber ?? ''} ${CallStatus}`,
    at: timeOf(fields.Timestamp) ?? receivedAt,
    leg: ParentCallSid ? 'endpoint' : 'caller',
    status,
    outcome: status === 'ended' ? outcomeOf(CallStatus) : null,
    durationSeconds: secondsOf(fields.CallDuration),
    ...(ParentCallSid && fields.To && { target: fields.To }),
    ...(SequenceNumber && { sequence: secondsOf(SequenceNumber) }),
  };
}

/** Reads a recording's callback. Returns null until the recording is available. */
export function recordedIn(
  { carrier, timeOf }: Spelling,
  webhook: Webhook,
  receivedAt: Date,
): CallRecorded | null {
  const { CallSid, RecordingUrl, RecordingSid, RecordingStatus, RecordingSource, ...fields } =
    fieldsOf(webhook);
  if (!CallSid || !RecordingUrl || (RecordingStatus ?? 'completed') !== 'completed') return null;
  const of = recordingKindOf(webhook);
  return {
    type: 'recorded',
    carrier,
    carrierCallId: CallSid,
    name: `recorded ${RecordingSid || RecordingUrl}`,
    at: timeOf(fields.RecordingStartTime) ?? receivedAt,
    url: RecordingUrl,
    seconds: secondsOf(fields.RecordingDuration),
    of:
      of ?? (RecordingSource === 'RecordVerb' ? 'voicemail' : RecordingSource === 'DialVerb' ? 'call' : null),
  };
}

/** Reads the action of a dial or of a `<Record>`. The latter reports the message too, in case its callback is lost. */
export function actionIn(spelling: Spelling, fields: Fields, receivedAt: Date): CallEvent[] {
  const dial = dialEndedIn(spelling, fields, receivedAt);
  if (dial) return [dial];
  const { CallSid, RecordingUrl, RecordingDuration, DialCallStatus } = fields;
  if (!CallSid || !RecordingUrl || DialCallStatus !== undefined) return [];
  return [
    {
      type: 'recorded',
      carrier: spelling.carrier,
      carrierCallId: CallSid,
      name: `left ${RecordingUrl}`,
      at: receivedAt,
      url: RecordingUrl,
      seconds: secondsOf(RecordingDuration),
      of: 'voicemail',
    },
  ];
}

/** Reads the result at the action of a dial, a gather or a recording. Each has fields that the others lack. */
export function stepResultIn(spelling: Spelling, fields: Fields): StepResult | null {
  if (!fields.CallSid) return null;
  const isKeyed = fields.DialCallStatus === undefined && fields.RecordingUrl === undefined;
  return {
    carrierCallId: fields.CallSid,
    dial: dialEndedIn(spelling, fields, new Date(0))?.outcome ?? null,
    digits: isKeyed ? (fields.Digits ?? '') : null,
    ...(fields.To && { to: calledNumber(fields.To) }),
  };
}

function statusOf(status: string): LegProgress['status'] | null {
  switch (status) {
    case 'initiated':
    case 'queued':
      return 'initiated';
    case 'ringing':
      return 'ringing';
    case 'in-progress':
    case 'answered':
      return 'answered';
    default:
      return outcomeOf(status) ? 'ended' : null;
  }
}

/** Returns the outcome of a final status, or null for a status of a call in progress. */
export function outcomeOf(status: string): LegOutcome | null {
  switch (status) {
    case 'completed':
    case 'answered':
      return 'answered';
    case 'busy':
    case 'no-answer':
    case 'canceled':
      return 'missed';
    case 'failed':
      return 'failed';
    default:
      return null;
  }
}
