import type { CallEvent, CallRecorded, DialEnded, LegProgress } from '../../../domain/call.ts';
import type { Attestation, StepResult, Webhook } from '../carrier.ts';
import { rfc2822 } from '../times.ts';
import {
  actionIn,
  dialEndedIn,
  progressIn,
  recordedIn,
  type Spelling,
  stepResultIn,
} from '../twilio-like/events.ts';
import type { Fields } from '../webhook.ts';

const SPELLING: Spelling = { carrier: 'twilio', timeOf: rfc2822 };

export function dialEnded(fields: Fields, receivedAt: Date): DialEnded | null {
  return dialEndedIn(SPELLING, fields, receivedAt);
}

export function action(fields: Fields, receivedAt: Date): CallEvent[] {
  return actionIn(SPELLING, fields, receivedAt);
}

export function progress(fields: Fields, receivedAt: Date): LegProgress | null {
  return progressIn(SPELLING, fields, receivedAt);
}

export function recorded(webhook: Webhook, receivedAt: Date): CallRecorded | null {
  return recordedIn(SPELLING, webhook, receivedAt);
}

export function stepResult(fields: Fields): StepResult | null {
  return stepResultIn(SPELLING, fields);
}

/** Reads `TN-Validation-Passed-A`, with or without a suffix. The letter is the attestation. */
export function attestationOf(verstat: string): Attestation {
  if (verstat.startsWith('TN-Validation-Failed')) return 'failed';
  const letter = /^TN-Validation-Passed-([ABC])\b/.exec(verstat)?.[1];
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : null;
}
