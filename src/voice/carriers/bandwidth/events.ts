import type { CallEvent, CallRecorded, DialEnded, LegOutcome, LegProgress } from '../../../domain/call.ts';
import { recordedOf } from '../callback-url.ts';
import type { Attestation, StepResult, Webhook } from '../carrier.ts';
import { iso8601 } from '../times.ts';
import { isRecord, membersOf, textOf } from '../webhook.ts';

export type Members = Readonly<Record<string, unknown>>;

/** A leg's events name the call that placed it. */
export function callIdOf({ callId, parentCallId }: Members): string {
  return textOf(parentCallId) || textOf(callId);
}

/** How a transfer ended, which is told only while the caller is still there. The legs say how long the talk was. */
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
    // Where nobody answered it is any one of those that were rung.
    ...(outcome === 'answered' && target !== '' && { target }),
  };
}

/** What comes at the status URL: a placed leg's end, which tells its whole life, and the caller's. */
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

/** A recording that can be had: by its own callback, and by that at which a message ended, should the former be lost. */
function recorded(
  webhook: Webhook,
  told: 'recordingAvailable' | 'recordComplete',
  receivedAt: Date,
): CallRecorded | null {
  const members = membersOf(webhook);
  const carrierCallId = callIdOf(members);
  const url = textOf(members.mediaUrl);
  if (members.eventType !== told || carrierCallId === '' || url === '') return null;
  if (members.status === 'error') return null;
  return {
    type: 'recorded',
    carrier: 'bandwidth',
    carrierCallId,
    name: `recorded ${textOf(members.recordingId) || url}`,
    at: iso8601(textOf(members.startTime)) ?? receivedAt,
    url,
    seconds: isoSeconds(textOf(members.duration)),
    of: told === 'recordComplete' ? 'voicemail' : recordedOf(webhook),
  };
}

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

export function stepResult(members: Members): StepResult | null {
  const carrierCallId = callIdOf(members);
  if (carrierCallId === '') return null;
  const { eventType } = members;
  const to = textOf(members.to);
  return {
    carrierCallId,
    dial: eventType === 'transferComplete' ? outcomeOf(textOf(members.cause)) : null,
    digits: eventType === 'gather' ? textOf(members.digits) : null,
    ...(to !== '' && { to }),
  };
}

/** `{"verstat":"TN-Verification-Passed","attestationIndicator":"A"}` */
export function attestationOf(stirShaken: unknown): Attestation {
  if (!isRecord(stirShaken)) return null;
  if (stirShaken.verstat === 'TN-Verification-Failed') return 'failed';
  const letter = stirShaken.attestationIndicator;
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : null;
}

/** Causes that Bandwidth adds later count as failures. */
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

/** The seconds of a duration such as `PT1M20.056S`. */
function isoSeconds(text: string): number | null {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/.exec(text);
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round(hours * 3600 + minutes * 60 + seconds);
}
