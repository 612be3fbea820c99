import type { CarrierAdapter } from '../carrier.ts';
import { iso8601 } from '../times.ts';
import { actionIn, incomingCallIn, recordedIn, stepResultIn } from '../twilio-like/events.ts';
import { cannotDo } from '../twilio-like/limits.ts';
import { fieldsOf } from '../webhook.ts';
import { attestationOf, progress, SPELLING } from './events.ts';
import { isSignedByTelnyx, publicKeyOf } from './signature.ts';
import { MAX_RING_SECONDS, texml } from './texml.ts';

/**
 * Returns the adapter of Telnyx with TeXML.
 * @param publicKeys the public keys of all accounts, two of an account during a rotation; each 32 bytes in base64
 */
export function telnyxAdapter(publicKeys: readonly string[], now: () => Date): CarrierAdapter {
  const keys = publicKeys.map(publicKeyOf);
  return {
    name: 'telnyx',
    // On any other status Telnyx requests the failover URL.
    ackStatus: 200,
    posts: 'application/x-www-form-urlencoded',
    isGenuine: (webhook) => isSignedByTelnyx(webhook, keys, now()),

    incomingCall(webhook) {
      const fields = fieldsOf(webhook);
      return incomingCallIn(fields, {
        at: iso8601(fields.CallInitiatedAt),
        attestation: attestationOf(fields),
      });
    },

    stepResult: (webhook) => stepResultIn(SPELLING, fieldsOf(webhook)),

    events(callback, webhook, receivedAt) {
      if (callback === 'status') return progress(fieldsOf(webhook), receivedAt);
      if (callback === 'next') return actionIn(SPELLING, fieldsOf(webhook), receivedAt);
      const event = recordedIn(SPELLING, webhook, receivedAt);
      return event ? [event] : [];
    },

    document: (steps, urls) => ({ contentType: 'text/xml; charset=utf-8', body: texml(steps, urls) }),
    cannot: (step) => cannotDo(step, 'Telnyx', MAX_RING_SECONDS),
    caveat: () => null,
  };
}
