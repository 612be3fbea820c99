import type { CallEvent, CallRecorded, DialEnded, LegOutcome, LegProgress } from '../../../domain/call.ts';
import { calledNumber } from '../../../domain/phone.ts';
import { recordingKindOf } from '../callback-url.ts';
import type { Attestation, StepResult, Webhook } from '../carrier.ts';
import { iso8601 } from '../times.ts';
import { isRecord, membersOf, textOf } from '../webhook.ts';

export type Members = Readonly<Record<string, unknown>>;

/** Returns the id of the call. The events of a leg name the call that placed it. */
export function callIdOf({ callId, parentCallId }: Members): string {
  return textOf(parentCallId) || textOf(callId);
}

/** Reads the end of a transfer. Bandwidth reports it only while the caller is there. The legs state the length of the talk. */
export function dialEnded(members: Members, receivedAt: Date): DialEnded | null {
  const carrierCallId = callIdOf(members);
  if (members.eventType !== 'transferComplete' || carrierCallId === '') return null;
  const outcome = outcomeOf(textOf(members.cause));
  const target = textOf(members.transferTo);
  return {
    type: 'dialled',
    carrier: 'bandwidth',
    carrierCallId,
    name: `dialled ${target} ${textOf(members.eventTime)}`,
    at: iso8601(textOf(members.eventTime)) ?? receivedAt,
    outcome,
    talkSeconds: outcome === 'answered' ? null : 0,
    // Without an answer, `transferTo` is any one of the targets.
    ...(outcome === 'answered' && target !== '' && { target }),
  };
}

/** Reads the end of a leg, which states all its times. `transferDisconnect` is of a leg that we placed. */
export function progress(members: Members, receivedAt: Date): LegProgress[] {
  const { eventType } = members;
  if (eventType !== 'transferDisconnect' && eventType !== 'disconnect') return [];
  const carrierCallId = callIdOf(members);
  const id = textOf(members.callId);
  if (carrierCallId === '' || id === '') return [];

  const [started, answered] = [members.startTime, members.answerTime].map((time) => iso8601(textOf(time)));
  const ended = iso8601(textOf(members.endTime)) ?? iso8601(textOf(members.eventTime)) ?? receivedAt;
  const target = textOf(members.transferTo);
  const leg = {
    type: 'progress',
    carrier: 'bandwidth',
    carrierCallId,
    leg: eventType === 'transferDisconnect' ? 'endpoint' : 'caller',
    outcome: null,
    durationSeconds: null,
    ...(target !== '' && { target }),
  } as const;
  const cause = outcomeOf(textOf(members.cause));
  const end: LegProgress = {
    ...leg,
    name: `progress ${id} ended`,
    status: 'ended',
    at: ended,
    outcome: answered ? 'answered' : cause === 'answered' ? 'missed' : cause,
    durationSeconds: answered ? Math.max(0, Math.round((ended.getTime() - answered.getTime()) / 1000)) : 0,
  };
  return [
    ...(started
      ? [{ ...leg, name: `progress ${id} started`, status: 'initiated', at: started } as const]
      : []),
    ...(answered
      ? [{ ...leg, name: `progress ${id} answered`, status: 'answered', at: answered } as const]
      : []),
    end,
  ];
}

/** Reads an available recording from its own callback, or from the end of a message in case that callback is lost. */
function recorded(
  webhook: Webhook,
  eventType: 'recordingAvailable' | 'recordComplete',
  receivedAt: Date,
): CallRecorded | null {
  const members = membersOf(webhook);
  const carrierCallId = callIdOf(members);
  const url = textOf(members.mediaUrl);
  if (members.eventType !== eventType || carrierCallId === '' || url === '') return null;
  if (members.status === 'error') return null;
  return {
    type: 'recorded',
    carrier: 'bandwidth',
    carrierCallId,
    name: `recorded ${textOf(members.recordingId) || url}`,
    at: iso8601(textOf(members.startTime)) ?? receivedAt,
    url,
    seconds: isoSeconds(textOf(members.duration)),
    of: eventType === 'recordComplete' ? 'voicemail' : recordingKindOf(webhook),
  };
}

/** Reads the events of a callback. */
export function events(
  callback: 'next' | 'status' | 'recording',
  webhook: Webhook,
  receivedAt: Date,
): CallEvent[] {
  if (callback === 'status') return progress(membersOf(webhook), receivedAt);
  const event =
    callback === 'next'
      ? (dialEnded(membersOf(webhook), receivedAt) ?? recorded(webhook, 'recordComplete', receivedAt))
      : recorded(webhook, 'recordingAvailable', receivedAt);
  return event ? [event] : [];
}

/** Reads the result of a transfer, a gather or a message. */
export function stepResult(members: Members): StepResult | null {
  const carrierCallId = callIdOf(members);
  if (carrierCallId === '') return null;
  const { eventType } = members;
  const to = calledNumber(textOf(members.to));
  return {
    carrierCallId,
    dial: eventType === 'transferComplete' ? outcomeOf(textOf(members.cause)) : null,
    digits: eventType === 'gather' ? textOf(members.digits) : null,
    ...(to !== '' && { to }),
  };
}

/** Reads `{"verstat":"TN-Verification-Passed","attestationIndicator":"A"}`. */
export function attestationOf(stirShaken: unknown): Attestation {
  if (!isRecord(stirShaken)) return null;
  if (stirShaken.verstat === 'TN-Verification-Failed') return 'failed';
  const letter = stirShaken.attestationIndicator;
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : null;
}

/** Returns the outcome of a cause. A cause that Bandwidth adds later counts as a failure. */
function outcomeOf(cause: string): LegOutcome {
  switch (cause) {
    case 'hangup':
      return 'answered';
    case 'busy':
    case 'timeout':
    case 'cancel':
    case 'rejected':
      return 'missed';
    default:
      return 'failed';
  }
}

/** Reads the seconds of a duration such as `PT1M20.056S`. */
function isoSeconds(text: string): number | null {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text);
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round(hours * 3600 + minutes * 60 + seconds);
}
