import { z } from 'zod';
import {
  consumerChangeSchema,
  consumerResponse,
  newConsumerResponse,
  newConsumerSchema,
} from '../../domain/consumer.ts';
import { webhookSecretSchema } from '../../domain/consumer-kinds.ts';
import { reasonSchema } from '../../domain/delivery.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import { unknownReference } from '../consumer-checks.ts';
import type { Consumers } from '../consumers.ts';
import type { createTrial } from '../trial.ts';
import { foundConsumer } from './found.ts';

const MONTH_SECONDS = 31 * 86_400;

const rotation = z.strictObject({
  formerForSeconds: z
    .number()
    .int()
    .min(0)
    .max(MONTH_SECONDS)
    .meta({ description: 'Seconds during which the former secret signs the webhooks too' }),
  secret: webhookSecretSchema
    .optional()
    .meta({ description: 'The new secret. Ringtrail makes one when it is left out.' }),
});
const rotated = z.object({ secret: z.string(), formerUntil: z.iso.datetime() });
const trial = z
  .object({
    ok: z.boolean(),
    status: z.number().int().nullable(),
    answer: z.string().nullable(),
    ms: z.number().nullable(),
    reason: reasonSchema.nullable(),
  })
  .meta({ id: 'Trial' });

/** Returns the routes that create, read, change, test and remove consumers. */
export function consumerRoutes(
  consumers: Consumers,
  narrow: Narrow,
  tryOut: ReturnType<typeof createTrial>,
  idempotency: Middleware,
): Route[] {
  const common = { tag: 'Consumers' } as const;
  return [
    route({
      ...common,
      scope: 'consumers:write',
      method: 'post',
      path: '/v1/consumers',
      summary: 'Create a consumer: a webhook, an ad platform, or an alert by Slack, Teams or e-mail',
      body: newConsumerSchema,
      answers: { 201: { description: 'The new consumer', schema: newConsumerResponse } },
      middleware: idempotency,
      handle: async ({ body }, { holder }) => {
        if (!(await narrow(holder.reach).providers.get(body.provider)))
          throw unknownReference('/provider', `${body.provider} is not one of the providers`);
        const { consumer, secret } = await consumers.create(holder, body);
        return { status: 201, body: { ...(await consumers.show(consumer)), secret } };
      },
    }),
    route({
      ...common,
      scope: 'consumers:read',
      method: 'get',
      path: '/v1/consumers',
      summary: 'List consumers, oldest first',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of consumers', schema: pageOf(consumerResponse) } },
      handle: async ({ query: { limit, after, provider } }, { holder }) => {
        const found = await narrow(holder.reach).consumers.list({ limit, after }, { provider });
        return {
          status: 200,
          body: page(await Promise.all(found.map((consumer) => consumers.show(consumer))), limit),
        };
      },
    }),
    route({
      ...common,
      scope: 'consumers:read',
      method: 'get',
      path: '/v1/consumers/{id}',
      summary: 'Return a consumer',
      params: idParams,
      answers: { 200: { description: 'The consumer', schema: consumerResponse } },
      handle: async ({ params }, { holder }) => ({
        status: 200,
        body: await consumers.show(await foundConsumer(narrow(holder.reach), params.id)),
      }),
    }),
    route({
      ...common,
      scope: 'consumers:write',
      method: 'patch',
      path: '/v1/consumers/{id}',
      summary: 'Change a consumer, pause it, or enable it again',
      params: idParams,
      body: consumerChangeSchema,
      answers: { 200: { description: 'The changed consumer', schema: consumerResponse } },
      handle: async ({ params, body }, { holder }) => {
        const former = await foundConsumer(narrow(holder.reach), params.id);
        return { status: 200, body: await consumers.show(await consumers.change(holder, former, body)) };
      },
    }),
    route({
      ...common,
      scope: 'consumers:write',
      method: 'delete',
      path: '/v1/consumers/{id}',
      summary: 'Remove a consumer and its deliveries',
      params: idParams,
      answers: { 204: { description: 'The consumer is removed', schema: null } },
      handle: async ({ params }, { holder }) => {
        await consumers.remove(holder, await foundConsumer(narrow(holder.reach), params.id));
        return { status: 204 };
      },
    }),
    route({
      ...common,
      scope: 'consumers:write',
      method: 'post',
      path: '/v1/consumers/{id}/secrets',
      summary: 'Make a new secret for a webhook. The former one signs too for a while.',
      params: idParams,
      body: rotation,
      answers: { 201: { description: 'The new secret, shown in this answer only', schema: rotated } },
      handle: async ({ params, body }, { holder }) => {
        const consumer = await foundConsumer(narrow(holder.reach), params.id);
        return { status: 201, body: await consumers.rotate(holder, consumer, body) };
      },
    }),
    route({
      ...common,
      scope: 'consumers:write',
      method: 'post',
      path: '/v1/consumers/{id}/test',
      summary: 'Send a test delivery, which the consumer does not count, and report the answer',
      params: idParams,
      answers: { 200: { description: 'The result of the test', schema: trial } },
      handle: async ({ params }, { holder }) => ({
        status: 200,
        body: await tryOut(await foundConsumer(narrow(holder.reach), params.id)),
      }),
    }),
  ];
}
