import { z } from 'zod';

export const CARRIERS = ['twilio', 'signalwire', 'telnyx', 'plivo', 'vonage', 'bandwidth'] as const;
export const carrierSchema = z
  .enum(CARRIERS)
  .meta({ description: 'The telephone company that owns the number' });
export type Carrier = z.infer<typeof carrierSchema>;
