import { z } from 'zod';
import type { CallStep, Target } from './call-step.ts';
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

const APOLOGY = 'Sorry, this number is not in service.';

/** The steps that forward a call to an endpoint. */
export function stepsTo(endpoint: { number: E164 | null; sip: string | null; routing: Routing }): CallStep[] {
  const target: Target | null = endpoint.sip
    ? { sip: endpoint.sip }
    : endpoint.number
      ? { number: endpoint.number }
      : null;
  if (!target) return apologySteps();
  const { timeoutSeconds } = endpoint.routing;
  return [{ type: 'dial', targets: [target], timeoutSeconds, whisper: null, record: false, next: '' }];
}

/** The steps for a call that leads nowhere: a sentence, so that no caller waits in silence. */
export function apologySteps(): CallStep[] {
  return [{ type: 'say', text: APOLOGY }, { type: 'hangup' }];
}
