import type { CallEvent } from '../../../domain/call.ts';
import type { Attestation } from '../carrier.ts';
import { iso8601 } from '../times.ts';
import { dialEndedIn, progressIn, type Spelling } from '../twilio-like/events.ts';
import type { Fields } from '../webhook.ts';

/** As Twilio's, but times are ISO 8601. */
export const SPELLING: Spelling = { carrier: 'telnyx', timeOf: iso8601 };

/**
 * A status callback. Those of other sources, such as what a call costs, are none of a call's progress. The last one of
 * the caller's leg says how the dial ended too, should the dial's own callback be lost.
 */
export function progress(fields: Fields, receivedAt: Date): CallEvent[] {
  if ((fields.CallbackSource ?? 'call-progress-events') !== 'call-progress-events') return [];
  const told = [progressIn(SPELLING, fields, receivedAt)];
  const isCallers = !fields.ParentCallSid;
  const dial = isCallers && fields.DialCallSid ? dialEndedIn(SPELLING, fields, receivedAt) : null;
  return [...told, dial].filter((event) => event !== null);
}

export function attestationOf(fields: Fields): Attestation {
  if (fields.ShakenStirValidated?.toLowerCase() === 'false') return 'failed';
  const letter = fields.ShakenStirAttestation;
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : null;
}
