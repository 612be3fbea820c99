import { z } from 'zod';
import { DELIVERY_STATES, type Delivery, deliverySchema } from '../../domain/delivery.ts';
import type { Holder } from '../../domain/holder.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { Deliveries } from '../deliveries.ts';
import { foundConsumer, foundDelivery } from './found.ts';

const deliveryResponse = deliverySchema.omit({ version: true }).meta({ id: 'Delivery' });
const listedDelivery = deliverySchema
  .omit({ version: true, sent: true, attempts: true })
  .meta({ id: 'ListedDelivery' });

/** A time in UTC to the millisecond, as deliveries are stored. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .optional();

const replay = z.strictObject({
  states: z
    .array(z.enum(['delivered', 'dead', 'skipped']))
    .min(1)
    .max(3)
    .meta({
      description: 'The states of the deliveries to send again. The current rule decides about skipped ones.',
    }),
  since: moment.meta({ description: 'The earliest time of the calls' }),
  until: moment.meta({ description: 'The latest time of the calls' }),
});

/** Returns the routes that show deliveries and replay them. */
export function deliveryRoutes(narrow: Narrow, deliveries: Deliveries): Route[] {
  const common = { tag: 'Consumers', params: idParams } as const;

  return [
    route({
      ...common,
      scope: 'consumers:read',
      method: 'get',
      path: '/v1/consumers/{id}/deliveries',
      summary: 'List a consumer’s deliveries, the latest first',
      query: pageQuery.extend({
        state: z.enum(DELIVERY_STATES).optional(),
        call: z.string().max(64).optional(),
        since: moment,
        until: moment,
      }),
      answers: { 200: { description: 'A page of deliveries', schema: pageOf(listedDelivery) } },
      handle: async ({ params, query: { limit, after, ...filter } }, { holder }) => {
        const store = narrow(holder.reach);
        const { id } = await foundConsumer(store, params.id);
        const list = await store.deliveries.list(id, { limit, after }, filter);
        const data = list.map(({ version, sent, attempts, ...delivery }) => delivery);
        return { status: 200, body: page(data, limit) };
      },
    }),
    route({
      ...common,
      scope: 'consumers:write',
      method: 'post',
      path: '/v1/consumers/{id}/replays',
      summary: 'Replay a consumer’s deliveries of a period, each under its own id',
      body: replay,
      answers: {
        202: {
          description: 'The count of deliveries that wait to be sent',
          schema: z.object({ replayed: z.number().int() }),
        },
      },
      handle: async ({ params, body }, { holder }) => {
        const consumer = await foundConsumer(narrow(holder.reach), params.id);
        const replayed = await deliveries.replayAll(consumer, body);
        return { status: 202, body: { replayed } };
      },
    }),
    route({
      ...common,
      scope: 'consumers:read',
      method: 'get',
      path: '/v1/deliveries/{id}',
      showsCallers: 'by scope',
      summary: 'Get a delivery with its attempts and the request that was sent',
      answers: { 200: { description: 'The delivery', schema: deliveryResponse } },
      handle: async ({ params }, { holder }) => ({
        status: 200,
        body: shown(await foundDelivery(narrow(holder.reach), params.id), holder),
      }),
    }),
    route({
      ...common,
      scope: 'consumers:write',
      method: 'post',
      path: '/v1/deliveries/{id}/replay',
      showsCallers: 'by scope',
      summary: 'Replay a delivery under its own id',
      answers: { 202: { description: 'The delivery, which waits to be sent', schema: deliveryResponse } },
      handle: async ({ params }, { holder }) => {
        const waiting = await deliveries.replay(await foundDelivery(narrow(holder.reach), params.id));
        return { status: 202, body: shown(waiting, holder) };
      },
    }),
  ];
}

/** Returns the delivery as the holder may see it. The request and the answers may hold the caller's number. */
function shown({ version, ...delivery }: Delivery, { scopes }: Holder) {
  if (scopes.has('callers:read')) return delivery;
  return { ...delivery, sent: null, attempts: delivery.attempts.map((one) => ({ ...one, answer: null })) };
}
