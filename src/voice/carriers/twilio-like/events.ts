import type { CallEvent, CallRecorded, DialEnded, LegOutcome, LegProgress } from '../../../domain/call.ts';
import type { Carrier } from '../../../domain/model.ts';
import { withPlus } from '../../../domain/phone.ts';
import { recordedOf } from '../callback-url.ts';
import type { IncomingCall, StepResult, Webhook } from '../carrier.ts';
import { type Fields, fieldsOf, secondsOf } from '../webhook.ts';

/** How a carrier that follows Twilio writes its callbacks. */
export type Spelling = { carrier: Carrier; timeOf: (text: string | undefined) => Date | null };

/** The first webhook of a call, as far as all of them write it alike. */
export function incomingCallIn(
  fields: Fields,
  more: Pick<IncomingCall, 'at' | 'attestation'>,
): IncomingCall | null {
  if (!fields.CallSid) return null;
  return {
    carrierCallId: fields.CallSid,
    account: fields.AccountSid ?? '',
    from: fields.From ?? '',
    to: fields.To ?? '',
    forwardedFrom: withPlus(fields.ForwardedFrom ?? '') || null,
    ...more,
  };
}

/** The `<Dial>` action's request. A call that was picked up but never bridged (a robot gate, say) was missed. */
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
 * A status callback: of the leg that we placed, which names its parent, or of the caller's own. The sequence number
 * tells a leg's events apart, and one that comes twice from one that happens twice.
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

/** A recording's callback; null until the recording can be had. */
export function recordedIn(
  { carrier, timeOf }: Spelling,
  webhook: Webhook,
  receivedAt: Date,
): CallRecorded | null {
  const { CallSid, RecordingUrl, RecordingSid, RecordingStatus, RecordingSource, ...fields } =
    fieldsOf(webhook);
  if (!CallSid || !RecordingUrl || (RecordingStatus ?? 'completed') !== 'completed') return null;
  const of = recordedOf(webhook);
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

/** The action of a dial, or that of a `<Record>`, which tells of the message too, should its own callback be lost. */
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

/** What the action of a dial, a gather or a recording says; each has fields that the others lack. */
export function stepResultIn(spelling: Spelling, fields: Fields): StepResult | null {
  if (!fields.CallSid) return null;
  const isKeyed = fields.DialCallStatus === undefined && fields.RecordingUrl === undefined;
  return {
    carrierCallId: fields.CallSid,
    dial: dialEndedIn(spelling, fields, new Date(0))?.outcome ?? null,
    digits: isKeyed ? (fields.Digits ?? '') : null,
    ...(fields.To && { to: fields.To }),
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
