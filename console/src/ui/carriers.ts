import type { VirtualNumber } from '../../../tools/client/operations.ts';

type Carrier = VirtualNumber['carrier'];

const NAMES: Record<Carrier, string> = {
  twilio: 'Twilio',
  signalwire: 'SignalWire',
  telnyx: 'Telnyx',
  plivo: 'Plivo',
  vonage: 'Vonage',
  bandwidth: 'Bandwidth',
};

/** The carriers for a list of choices. */
export const CARRIERS = Object.entries(NAMES).map(([value, label]) => ({ value, label }));

/** Returns the carrier's name as it writes it. */
export function carrierName(carrier: Carrier): string {
  return NAMES[carrier];
}
