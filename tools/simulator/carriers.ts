import type { Carrier } from '../../src/domain/model.ts';
import { bandwidthCall } from './bandwidth-call.ts';
import { plivoCall } from './plivo-call.ts';
import { signalwireCall } from './signalwire-call.ts';
import type { SimulatedCarrier } from './simulated-carrier.ts';
import { telnyxCall } from './telnyx-call.ts';
import { twilioCall } from './twilio-call.ts';
import { vonageCall } from './vonage-call.ts';

export const SIMULATED: Readonly<Record<Carrier, SimulatedCarrier>> = {
  twilio: twilioCall,
  signalwire: signalwireCall,
  telnyx: telnyxCall,
  plivo: plivoCall,
  vonage: vonageCall,
  bandwidth: bandwidthCall,
};
