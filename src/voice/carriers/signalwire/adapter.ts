import type { CarrierAdapter } from '../carrier.ts';
import { actionIn, incomingCallIn, progressIn, recordedIn, stepResultIn } from '../twilio-like/events.ts';
import { cannotDo } from '../twilio-like/limits.ts';
import { fieldsOf } from '../webhook.ts';
import { cxml, MAX_RING_SECONDS } from './cxml.ts';
import { SPELLING } from './events.ts';
import { isSignedBySignalWire } from './signature.ts';

/**
 * Returns the adapter of SignalWire's compatibility API.
 * @param keys the signing keys of all projects, two of a project during a rotation
 */
export function signalwireAdapter(keys: readonly string[]): CarrierAdapter {
  return {
    name: 'signalwire',
    ackStatus: 204,
    posts: 'application/x-www-form-urlencoded',
    isGenuine: (webhook) => isSignedBySignalWire(webhook, keys),

    incomingCall: (webhook) => incomingCallIn(fieldsOf(webhook), { at: null, attestation: null }),

    stepResult: (webhook) => stepResultIn(SPELLING, fieldsOf(webhook)),

    events(callback, webhook, receivedAt) {
      if (callback === 'next') return actionIn(SPELLING, fieldsOf(webhook), receivedAt);
      const event =
        callback === 'status'
          ? progressIn(SPELLING, fieldsOf(webhook), receivedAt)
          : recordedIn(SPELLING, webhook, receivedAt);
      return event ? [event] : [];
    },

    document: (steps, urls) => ({ contentType: 'text/xml; charset=utf-8', body: cxml(steps, urls) }),
    cannot: (step) => cannotDo(step, 'SignalWire', MAX_RING_SECONDS),
    caveat: () => null,
  };
}
