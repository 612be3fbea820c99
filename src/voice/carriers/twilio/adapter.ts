import type { CarrierAdapter } from '../carrier.ts';
import { incomingCallIn } from '../twilio-like/events.ts';
import { cannotDo } from '../twilio-like/limits.ts';
import { fieldsOf, formOf, header, isJson } from '../webhook.ts';
import { action, attestationOf, progress, recorded, stepResult } from './events.ts';
import { isSignedByTwilio } from './signature.ts';
import { twiml } from './twiml.ts';

/**
 * Returns the adapter of Twilio Programmable Voice.
 * @param tokens the auth tokens of all accounts, two of an account during a rotation
 */
export function twilioAdapter(tokens: readonly string[]): CarrierAdapter {
  return {
    name: 'twilio',
    ackStatus: 204,
    posts: 'application/x-www-form-urlencoded',

    isGenuine(webhook) {
      const signature = header(webhook, 'x-twilio-signature');
      if (signature === '') return false;
      const request = {
        fields: formOf(webhook),
        signature,
        ...(isJson(webhook) && { json: webhook.body }),
      };
      return webhook.urls.some((url) => isSignedByTwilio({ ...request, url }, tokens));
    },

    incomingCall(webhook) {
      const fields = fieldsOf(webhook);
      return incomingCallIn(fields, { at: null, attestation: attestationOf(fields.StirVerstat ?? '') });
    },

    stepResult: (webhook) => stepResult(fieldsOf(webhook)),

    events(callback, webhook, receivedAt) {
      if (callback === 'next') return action(fieldsOf(webhook), receivedAt);
      const event =
        callback === 'status' ? progress(fieldsOf(webhook), receivedAt) : recorded(webhook, receivedAt);
      return event ? [event] : [];
    },

    document: (steps, urls) => ({ contentType: 'text/xml; charset=utf-8', body: twiml(steps, urls) }),
    cannot: (step) => cannotDo(step, 'Twilio', 600),
    caveat: () => null,
  };
}
