import type { Attestation, CarrierAdapter, Webhook } from '../carrier.ts';
import { dialEnded, type Fields, progress } from './events.ts';
import { isSignedByTwilio } from './signature.ts';
import { twiml } from './twiml.ts';

/** Twilio Programmable Voice. @param tokens the account's auth token; two while it is rotated */
export function twilioAdapter(tokens: readonly string[]): CarrierAdapter {
  return {
    name: 'twilio',

    isGenuine(webhook) {
      const signature = webhook.headers['x-twilio-signature'];
      if (typeof signature !== 'string') return false;
      const isJson = contentType(webhook).startsWith('application/json');
      const request = {
        fields: isJson ? [] : pairs(webhook),
        signature,
        ...(isJson && { json: webhook.body }),
      };
      return webhook.urls.some((url) => isSignedByTwilio({ ...request, url }, tokens));
    },

    incomingCall(webhook) {
      const fields = fieldsOf(webhook);
      if (!fields.CallSid) return null;
      return {
        carrierCallId: fields.CallSid,
        account: fields.AccountSid ?? '',
        from: fields.From ?? '',
        to: fields.To ?? '',
        at: null,
        forwardedFrom: fields.ForwardedFrom || null,
        attestation: attestation(fields.StirVerstat ?? ''),
      };
    },

    stepEnded(webhook) {
      const fields = fieldsOf(webhook);
      if (!fields.CallSid) return null;
      const ended = dialEnded(fields, new Date());
      return {
        carrierCallId: fields.CallSid,
        dial: ended?.outcome ?? null,
        digits:
          fields.DialCallStatus === undefined && fields.RecordingUrl === undefined
            ? (fields.Digits ?? '')
            : null,
      };
    },

    events(callback, webhook, receivedAt) {
      const fields = fieldsOf(webhook);
      const event =
        callback === 'next'
          ? dialEnded(fields, receivedAt)
          : callback === 'status'
            ? progress(fields, receivedAt)
            : null;
      return event ? [event] : [];
    },

    document: (steps, urls) => ({ contentType: 'text/xml; charset=utf-8', body: twiml(steps, urls) }),
    cannot: () => null,
  };
}

/** `TN-Validation-Passed-A` and the like; the letter is the attestation. */
function attestation(verstat: string): Attestation {
  if (verstat.startsWith('TN-Validation-Failed')) return 'failed';
  const letter = /^TN-Validation-Passed-([ABC])/.exec(verstat)?.[1];
  return letter === 'A' || letter === 'B' || letter === 'C' ? letter : null;
}

function fieldsOf(webhook: Webhook): Fields {
  if (webhook.method === 'GET')
    return Object.fromEntries(new URL(webhook.urls[0] ?? 'http://-/').searchParams);
  return Object.fromEntries(pairs(webhook));
}

/** GET carries its fields in the URL, which is signed whole; nothing is added to it. */
function pairs(webhook: Webhook): [string, string][] {
  return webhook.method === 'GET' ? [] : [...new URLSearchParams(webhook.body.toString('utf8'))];
}

function contentType(webhook: Webhook): string {
  const type = webhook.headers['content-type'];
  return typeof type === 'string' ? type.toLowerCase() : '';
}
