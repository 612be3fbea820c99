import type { CarrierAdapter, Webhook } from '../carrier.ts';
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
      const { CallSid = '', From = '', To = '' } = fieldsOf(webhook);
      return { carrierCallId: CallSid, from: From, to: To };
    },

    dialEnded: (webhook, receivedAt) => dialEnded(fieldsOf(webhook), receivedAt),
    progress: (webhook, receivedAt) => progress(fieldsOf(webhook), receivedAt),
    document: (steps, urls) => ({ contentType: 'text/xml; charset=utf-8', body: twiml(steps, urls) }),
  };
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
