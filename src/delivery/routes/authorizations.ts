import { z } from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { consumerResponse } from '../../domain/consumer.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { Authorizations } from '../authorizations.ts';
import type { Consumers } from '../consumers.ts';
import { foundConsumer } from './found.ts';

const beginning = z.strictObject({
  redirectUri: addressSchema.meta({
    description:
      "The page that the platform leads to with `state` and `code`. The OAuth client has it as a redirect URI. The console's is `/connected`.",
  }),
});
const begun = z.object({ url: z.string(), expiresAt: z.iso.datetime() }).meta({ id: 'Authorization' });
const end = z.strictObject({
  state: z.string().min(1).max(4096),
  code: z.string().min(1).max(4096),
});

/** Returns the routes that connect a consumer to its account at the platform. */
export function authorizationRoutes(
  authorizations: Authorizations,
  consumers: Pick<Consumers, 'show'>,
  narrow: Narrow,
): Route[] {
  const common = { tag: 'Consumers', scope: 'consumers:write', method: 'post' } as const;
  return [
    route({
      ...common,
      path: '/v1/consumers/{id}/authorizations',
      summary: 'Begin to connect an account of Google Ads or Microsoft Advertising',
      params: idParams,
      body: beginning,
      answers: {
        201: { description: 'The page of the platform that asks a person for access', schema: begun },
      },
      handle: async ({ params, body }, { holder }) => {
        const consumer = await foundConsumer(narrow(holder.reach), params.id);
        return { status: 201, body: authorizations.begin(holder, consumer, body.redirectUri) };
      },
    }),
    route({
      ...common,
      path: '/v1/authorizations',
      summary: 'Connect the account, with the state and the code that the platform sent',
      body: end,
      answers: { 200: { description: 'The connected consumer', schema: consumerResponse } },
      handle: async ({ body: { state, code } }, { holder }) => {
        const flow = authorizations.read(holder, state);
        const consumer = await foundConsumer(narrow(holder.reach), flow.consumer);
        const connected = await authorizations.finish(holder, consumer, flow, code);
        return { status: 200, body: await consumers.show(connected) };
      },
    }),
  ];
}
