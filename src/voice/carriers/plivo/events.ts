import type { CallRecorded, DialEnded, LegOutcome, LegProgress } from '../../../domain/call.ts';
import { calledNumber, withPlus } from '../../../domain/phone.ts';
import type { StepResult, Webhook } from '../carrier.ts';
import { plainUtc } from '../times.ts';
import { type Fields, fieldsOf, secondsOf } from '../webhook.ts';

/** Reads a `<Dial>` action. It states how the dial ended. The end of the leg states the length of the talk. */
export function dialEnded(fields: Fields, receivedAt: Date): DialEnded | null {
  const outcome = outcomeOf(fields.DialStatus ?? '');
  if (!fields.CallUUID || !outcome) return null;
  return {
    type: 'dialled',
    carrier: 'plivo',
    carrierCallId: fields.CallUUID,
    name: `dialled ${fields.DialBLegUUID ?? ''}`,
    at: receivedAt,
    outcome,
    talkSeconds: outcome === 'answered' ? secondsOf(fields.DialBLegDuration) : 0,
  };
}

/** Reads a request at the status URL: a dial's callback about its leg, or the caller's own ring and hang-up. */
export function progress(fields: Fields, receivedAt: Date): LegProgress[] {
  return fields.DialBLegUUID ? ofPlacedLeg(fields, receivedAt) : ofCaller(fields, receivedAt);
}

/** Reads a callback about a leg that we placed. A leg's start has no callback of its own, but the others state its time. */
function ofPlacedLeg(fields: Fields, receivedAt: Date): LegProgress[] {
  const { CallUUID, DialBLegUUID = '', DialAction, DialBLegTo } = fields;
  // `connected` is the bridge, right after `answer`. `digits` is not progress of the leg.
  if (!CallUUID || (DialAction !== 'answer' && DialAction !== 'hangup')) return [];
  const leg = {
    type: 'progress',
    carrier: 'plivo',
    carrierCallId: CallUUID,
    leg: 'endpoint',
    outcome: null,
    durationSeconds: null,
    ...(DialBLegTo && { target: withPlus(DialBLegTo) }),
  } as const;
  const name = `progress ${DialBLegUUID}`;
  const started = plainUtc(fields.StartTime);
  const talkSeconds = secondsOf(fields.DialBLegDuration) ?? 0;
  const reported: LegProgress =
    DialAction === 'answer'
      ? { ...leg, name: `${name} answer`, status: 'answered', at: plainUtc(fields.AnswerTime) ?? receivedAt }
      : {
          ...leg,
          name: `${name} hangup`,
          status: 'ended',
          at: plainUtc(fields.EndTime) ?? receivedAt,
          outcome: talkSeconds > 0 ? 'answered' : 'missed',
          durationSeconds: talkSeconds,
        };
  return started
    ? [{ ...leg, name: `${name} start`, status: 'initiated', at: started }, reported]
    : [reported];
}

function ofCaller(fields: Fields, receivedAt: Date): LegProgress[] {
  const { CallUUID, CallStatus = '', Event } = fields;
  const outcome = outcomeOf(CallStatus);
  const status = outcome ? 'ended' : CallStatus === 'ringing' ? 'ringing' : null;
  if (!CallUUID || !status) return [];
  return [
    {
      type: 'progress',
      carrier: 'plivo',
      carrierCallId: CallUUID,
      name: `progress ${CallUUID} ${Event ?? ''} ${CallStatus}`,
      at: plainUtc(status === 'ended' ? fields.EndTime : fields.StartTime) ?? receivedAt,
      leg: 'caller',
      status,
      outcome,
      durationSeconds: secondsOf(fields.Duration),
    },
  ];
}

/** Reads a recording's callback, or the action of a `<Record>`, which reports the message in the same fields. */
export function recorded(webhook: Webhook, receivedAt: Date, of: CallRecorded['of']): CallRecorded | null {
  const fields = fieldsOf(webhook);
  const url = fields.RecordUrl || fields.RecordFile || fields.RecordingUrl;
  if (!fields.CallUUID || !url) return null;
  return {
    type: 'recorded',
    carrier: 'plivo',
    carrierCallId: fields.CallUUID,
    name: `recorded ${fields.RecordingID || url}`,
    at: receivedAt,
    url,
    seconds: secondsOf(fields.RecordingDuration),
    of,
  };
}

/** Reads the result at the action of a dial, a gather or a recording. */
export function stepResult(fields: Fields): StepResult | null {
  if (!fields.CallUUID) return null;
  const isKeyed = fields.DialStatus === undefined && fields.RecordUrl === undefined && !fields.RecordFile;
  return {
    carrierCallId: fields.CallUUID,
    dial: outcomeOf(fields.DialStatus ?? ''),
    digits: isKeyed ? (fields.Digits ?? '') : null,
    ...(fields.To && { to: calledNumber(fields.To) }),
  };
}

function outcomeOf(status: string): LegOutcome | null {
  switch (status) {
    case 'completed':
      return 'answered';
    case 'busy':
    case 'no-answer':
    case 'timeout':
    case 'cancel':
    case 'canceled':
      return 'missed';
    case 'failed':
      return 'failed';
    default:
      return null;
  }
}
