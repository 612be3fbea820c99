import { rfc2822 } from '../times.ts';
import type { Spelling } from '../twilio-like/events.ts';

/** SignalWire writes callbacks as Twilio does, without DialBridged. */
export const SPELLING: Spelling = { carrier: 'signalwire', timeOf: rfc2822 };
