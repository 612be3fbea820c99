import type { CallEvent } from '../../../domain/call.ts';
import type { Attestation } from '../carrier.ts';
import { iso8601 } from '../times.ts';
import { dialEndedIn, progressIn, type Spelling } from '../twilio-like/events.ts';
import type { Fields } from '../webhook.ts';

/** Telnyx writes callbacks as Twilio does, with times in ISO 8601. */
export const SPELLING: Spelling = { carrier: 'telnyx', timeOf: iso8601 };

/**
 * Reads a status callback. Callbacks of other sources, such as the cost of a call, are ignored. The last one of the
 * caller's leg also states the end of the dial, in case the dial's own callback is lost.
 */
export function progress(fields: Fields, receivedAt: Date): CallEvent[] {
  if ((fields.CallbackSource ?? 'call-progress-events') !== 'call-progress-events') return [];
  const leg = progressIn(SPELLING, fields, receivedAt);
  const isCallers = !fields.ParentCallSid;
  const dial = isCallers && fields.DialCallSid ? dialEndedIn(SPELLING, fields, receivedAt) : null;
  return [leg, dial].filter((event) => event !== null);
}

export function attestationOf(fields: Fields): Attestation {
  if (fields.ShakenStirValidated?.toLowerCase() === 'false') return 'failed';
  const letter = fields.ShakenStirAttestation;
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : null;
}
