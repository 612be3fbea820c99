import type { CallEvent, CallRecorded, DialEnded, LegOutcome, LegProgress } from '../../../domain/call.ts';
import { withPlus } from '../../../domain/phone.ts';
import { recordingKindOf } from '../callback-url.ts';
import type { StepResult, Webhook } from '../carrier.ts';
import { iso8601, plainUtc } from '../times.ts';
import { isRecord, membersOf, queryOf, secondsOf, textOf } from '../webhook.ts';

/** Returns a webhook's members. Vonage sends JSON, or a query where the application uses GET. */
export function membersIn(webhook: Webhook): Readonly<Record<string, unknown>> {
  return webhook.method === 'GET' ? Object.fromEntries(queryOf(webhook)) : membersOf(webhook);
}

/**
 * Returns the id of the webhook's call, which is the `uuid` of the caller's leg. A leg that we placed has its own `uuid`,
 * so the URLs in our documents name the call. Vonage reports such a leg at the application's URL too, without the call:
 * that webhook is ignored.
 */
function callOf(webhook: Webhook): string {
  const { uuid, direction } = membersIn(webhook);
  return queryOf(webhook).get('call') ?? (direction === 'outbound' ? '' : textOf(uuid));
}

/** Reads the progress of a leg. The end of a leg that we placed is the end of the dial too. */
export function events(webhook: Webhook, receivedAt: Date): CallEvent[] {
  const leg = progress(webhook, receivedAt);
  if (!leg) return [];
  const dial = leg.leg === 'endpoint' ? dialEnded(leg, webhook) : null;
  return dial ? [leg, dial] : [leg];
}

function progress(webhook: Webhook, receivedAt: Date): LegProgress | null {
  const fields = membersIn(webhook);
  const carrierCallId = callOf(webhook);
  const uuid = textOf(fields.uuid);
  const status = textOf(fields.status);
  const reached = statusOf(status);
  if (carrierCallId === '' || uuid === '' || !reached) return null;
  const isCallers = uuid === carrierCallId;
  return {
    type: 'progress',
    carrier: 'vonage',
    carrierCallId,
    name: `progress ${uuid} ${status}`,
    at: timeOf(fields) ?? receivedAt,
    leg: isCallers ? 'caller' : 'endpoint',
    status: reached,
    outcome: reached === 'ended' ? outcomeOf(webhook) : null,
    durationSeconds: secondsOf(fields.duration),
    ...(!isCallers && { target: withPlus(textOf(fields.to)) }),
  };
}

function dialEnded(leg: LegProgress, webhook: Webhook): DialEnded | null {
  if (!leg.outcome) return null;
  return {
    type: 'dialled',
    carrier: 'vonage',
    carrierCallId: leg.carrierCallId,
    name: `dialled ${textOf(membersIn(webhook).uuid)}`,
    at: leg.at,
    outcome: leg.outcome,
    talkSeconds: leg.outcome === 'answered' ? leg.durationSeconds : 0,
    target: leg.target ?? null,
  };
}

/** Reads a recording's callback. */
export function recorded(webhook: Webhook, receivedAt: Date): CallRecorded | null {
  const fields = membersIn(webhook);
  const carrierCallId = callOf(webhook);
  const url = textOf(fields.recording_url);
  if (carrierCallId === '' || url === '') return null;
  const start = iso8601(textOf(fields.start_time));
  const end = iso8601(textOf(fields.end_time));
  return {
    type: 'recorded',
    carrier: 'vonage',
    carrierCallId,
    name: `recorded ${textOf(fields.recording_uuid) || url}`,
    at: start ?? receivedAt,
    url,
    seconds: start && end ? Math.max(0, Math.round((end.getTime() - start.getTime()) / 1000)) : null,
    of: recordingKindOf(webhook),
  };
}

/**
 * Reads the result at a `next` callback. Vonage reports a connect there from its start on, and reads our answer only when
 * the connect failed. A report that follows the failure, such as the end of the unanswered leg, is not a second end.
 */
export function stepResult(webhook: Webhook): StepResult | null {
  const carrierCallId = callOf(webhook);
  if (carrierCallId === '') return null;
  const { status, dtmf } = membersIn(webhook);
  const to = queryOf(webhook).get('to');
  const ended = { carrierCallId, ...(to && { to }) };
  if (dtmf !== undefined) return { ...ended, dial: null, digits: digitsOf(dtmf) };
  if (status === undefined) return { ...ended, dial: null, digits: null };
  if (status === 'cancelled' || statusOf(textOf(status)) !== 'ended') return null;
  const dial = outcomeOf(webhook);
  return status === 'completed' && dial !== 'answered' ? null : { ...ended, dial, digits: null };
}

/** Reads `{"digits":"1","timed_out":false}`, or the digits alone in Vonage's older events. */
function digitsOf(dtmf: unknown): string {
  return isRecord(dtmf) ? textOf(dtmf.digits) : textOf(dtmf);
}

function statusOf(status: string): LegProgress['status'] | null {
  switch (status) {
    case 'started':
      return 'initiated';
    case 'ringing':
    case 'answered':
      return status;
    case 'completed':
    case 'busy':
    case 'cancelled':
    case 'failed':
    case 'rejected':
    case 'timeout':
    case 'unanswered':
      return 'ended';
    default:
      return null;
  }
}

/** Returns the outcome of an ended leg. An unanswered leg can end as `completed` too, without a duration. */
function outcomeOf(webhook: Webhook): LegOutcome {
  const { status, duration } = membersIn(webhook);
  if (status === 'failed') return 'failed';
  return status === 'completed' && (secondsOf(duration) ?? 0) > 0 ? 'answered' : 'missed';
}

function timeOf({ status, timestamp, end_time }: Readonly<Record<string, unknown>>): Date | null {
  const text = (status === 'completed' && textOf(end_time)) || textOf(timestamp);
  return iso8601(text) ?? plainUtc(text);
}
