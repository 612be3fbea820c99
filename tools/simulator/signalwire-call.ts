import { randomUUID } from 'node:crypto';
import { signForm } from '../../src/voice/carriers/signalwire/signature.ts';
import type { SimulatedCarrier } from './simulated-carrier.ts';
import { rfc2822Of } from './twilio-call.ts';
import { twilioLikeCall } from './twilio-like-call.ts';

export const signalwireCall: SimulatedCarrier = {
  name: 'signalwire',
  newCall: (parties, carrierUrl) =>
    twilioLikeCall(
      { newId: randomUUID, account: randomUUID(), timeOf: rfc2822Of, reportsBridged: false },
      parties,
      carrierUrl,
    ),
  sign: ({ url, body }, secret) => ({
    'X-SignalWire-Signature': signForm(secret, url, [...new URLSearchParams(body)]),
  }),
  wrongSecret: (secret) => `${secret}x`,
};
