import type { DialEnded, LegProgress, Outcome } from '../../../domain/call.ts';

export type Fields = Readonly<Record<string, string>>;

/** The `<Dial>` action's request. A call that was picked up but never bridged (a robot gate, say) was missed. */
export function dialEnded(fields: Fields, receivedAt: Date): DialEnded | null {
  const outcome = outcomeOf(fields.DialCallStatus ?? '');
  if (!fields.CallSid || !outcome) return null;
  const isAnswered = outcome === 'answered' && fields.DialBridged !== 'false';
  return {
    type: 'dialled',
    carrier: 'twilio',
    carrierCallId: fields.CallSid,
    name: `dialled ${fields.DialCallSid ?? ''}`,
    at: receivedAt,
    outcome: outcome === 'answered' && !isAnswered ? 'missed' : outcome,
    talkSeconds: isAnswered ? seconds(fields.DialCallDuration) : 0,
  };
}

/**
 * A status callback: of the leg that we placed, which names its parent, or of the caller's own. The sequence number
 * tells a leg's events apart, and one that comes twice from one that happens twice.
 */
export function progress(fields: Fields, receivedAt: Date): LegProgress | null {
  const { CallSid, ParentCallSid, CallStatus } = fields;
  if (!CallSid || !CallStatus) return null;
  const status = statusOf(CallStatus);
  if (!status) return null;
  const sent = new Date(fields.Timestamp ?? '');
  return {
    type: 'progress',
    carrier: 'twilio',
    carrierCallId: ParentCallSid || CallSid,
    name: `progress ${CallSid} ${fields.SequenceNumber ?? ''} ${CallStatus}`,
    at: Number.isNaN(sent.getTime()) ? receivedAt : sent,
    leg: ParentCallSid ? 'endpoint' : 'caller',
    status,
    outcome: status === 'ended' ? outcomeOf(CallStatus) : null,
    durationSeconds: seconds(fields.CallDuration),
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

function outcomeOf(status: string): Outcome | null {
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

function seconds(text: string | undefined): number | null {
  const value = Number(text);
  return text && Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}
