import { rfc2822 } from '../times.ts';
import type { Spelling } from '../twilio-like/events.ts';

/** As Twilio's, without DialBridged. */
export const SPELLING: Spelling = { carrier: 'signalwire', timeOf: rfc2822 };
