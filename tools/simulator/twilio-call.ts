import { randomBytes } from 'node:crypto';
import { signAsTwilio } from '../../src/voice/carriers/twilio/signature.ts';
import type { SimulatedCarrier } from './simulated-carrier.ts';
import { twilioLikeCall } from './twilio-like-call.ts';

const hex = () => randomBytes(16).toString('hex');

/** Writes `Tue, 24 Nov 2026 00:14:54 +0000`. */
export function rfc2822Of(time: Date): string {
  return time.toUTCString().replace('GMT', '+0000');
}

export const twilioCall: SimulatedCarrier = {
  name: 'twilio',
  newCall: (parties, carrierUrl) =>
    twilioLikeCall(
      { newId: () => `CA${hex()}`, account: `AC${hex()}`, timeOf: rfc2822Of, reportsBridged: true },
      parties,
      carrierUrl,
    ),
  sign: ({ url, body }, secret) => ({
    'User-Agent': 'TwilioProxy/1.1',
    'X-Twilio-Signature': signAsTwilio(secret, url, [...new URLSearchParams(body)]),
    'I-Twilio-Idempotency-Token': hex(),
  }),
  wrongSecret: (secret) => `${secret}x`,
};
