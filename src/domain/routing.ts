import { z } from 'zod';

/** How a call to an endpoint is forwarded. */
export const routingSchema = z
  .object({
    timeoutSeconds: z.number().int().min(5).max(600).default(30).meta({
      description: 'How long the endpoint rings before the call counts as missed, in seconds',
    }),
  })
  .meta({ id: 'Routing' });
export type Routing = z.infer<typeof routingSchema>;
