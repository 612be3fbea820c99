import { z } from 'zod';
import { keySecretSchema } from '../../domain/records/api-key.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Registry } from '../registry.ts';

const MONTH_SECONDS = 31 * 86_400;

const renewal = z.strictObject({
  formerForSeconds: z
    .number()
    .int()
    .min(0)
    .max(MONTH_SECONDS)
    .default(0)
    .meta({ description: 'Seconds during which the former secret opens the API too' }),
  secret: keySecretSchema
    .optional()
    .meta({ description: 'The new secret. Ringtrail makes one when it is left out.' }),
});
const renewed = z
  .object({
    secret: z.string().meta({ description: 'Shown in this answer only. Its digest is stored.' }),
    formerUntil: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'null: the former secret opens nothing any more' }),
  })
  .meta({ id: 'RenewedKey' });

/** Returns the route that gives a key a new secret. */
export function keySecretRoutes(registry: Registry, idempotency: Middleware): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/keys/{id}/secret',
      tag: 'Setting up',
      summary: 'Make a new secret for a key. The former one opens the API too for a while.',
      scope: 'keys:write',
      params: idParams,
      body: renewal,
      answers: { 201: { description: 'The new secret', schema: renewed } },
      middleware: idempotency,
      handle: async ({ params, body }, { holder }) => ({
        status: 201,
        body: await registry.renewKey(holder, params.id, body),
      }),
    }),
  ];
}
