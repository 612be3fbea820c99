import type { Call } from '../../src/domain/call.ts';
import { callId } from '../../src/domain/call-state.ts';

type Known = Pick<Call, 'carrierCallId' | 'from' | 'to' | 'at' | 'provider' | 'pool'> & Partial<Call>;

/** Makes a call of one minute that was forwarded and answered. */
export function endedCall(of: Known): Call {
  return {
    id: callId('twilio', of.carrierCallId),
    carrier: 'twilio',
    state: 'ended',
    outcome: 'answered',
    ringSeconds: 4,
    talkSeconds: 60,
    answeredBy: null,
    recording: null,
    attestation: null,
    forwardedFrom: null,
    account: null,
    resolution: 'live',
    endpoint: 'end_1',
    site: null,
    link: null,
    keyedBy: null,
    key: null,
    reconciled: false,
    eventCount: 2,
    ...of,
  };
}
