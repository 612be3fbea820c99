import { z } from 'zod';
import type { E164 } from './phone.ts';

/** How a call to an endpoint is forwarded. */
export const routingSchema = z
  .object({
    timeoutSeconds: z.number().int().min(5).max(600).default(30).meta({
      description: 'How long the endpoint rings before the call counts as missed, in seconds',
    }),
  })
  .meta({ id: 'Routing' });
export type Routing = z.infer<typeof routingSchema>;

/** What happens in a call, step by step; each carrier says it in its own language. */
export type CallStep =
  | { type: 'dial'; target: Target; timeoutSeconds: number }
  | { type: 'say'; text: string }
  | { type: 'hangup' };

export type Target = { number: E164 } | { sip: string };

const APOLOGY = 'Sorry, this number is not in service.';

/** The steps that forward a call to an endpoint. */
export function stepsTo(endpoint: { number: E164 | null; sip: string | null; routing: Routing }): CallStep[] {
  const target = endpoint.sip ? { sip: endpoint.sip } : endpoint.number ? { number: endpoint.number } : null;
  if (!target) return apologySteps();
  return [{ type: 'dial', target, timeoutSeconds: endpoint.routing.timeoutSeconds }];
}

/** The steps for a call that leads nowhere: a sentence, so that no caller waits in silence. */
export function apologySteps(): CallStep[] {
  return [{ type: 'say', text: APOLOGY }, { type: 'hangup' }];
}
