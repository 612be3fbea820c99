import { z } from 'zod';
import { DELIVERY_STATES, type Delivery, deliverySchema } from '../../domain/delivery.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { Consumers } from '../consumers.ts';
import type { Deliveries } from '../deliveries.ts';

const deliveryResponse = deliverySchema.omit({ version: true }).meta({ id: 'Delivery' });
const listedDelivery = deliverySchema
  .omit({ version: true, sent: true, attempts: true })
  .meta({ id: 'ListedDelivery' });

/** In UTC to the millisecond, as the ledger holds it. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .optional();

const replay = z.strictObject({
  states: z
    .array(z.enum(['delivered', 'dead', 'skipped']))
    .min(1)
    .max(3)
    .meta({ description: 'Which deliveries: skipped ones are judged anew by the rule as it is now' }),
  since: moment.meta({ description: 'Of calls that came in from then on' }),
  until: moment.meta({ description: 'Of calls that came in up to then' }),
});

/** What was sent to consumers, what was not and why; and sending it again. */
export function deliveryRoutes(consumers: Consumers, deliveries: Deliveries): Route[] {
  const common = { tag: 'Consumers', scope: 'admin', params: idParams } as const;

  return [
    route({
      ...common,
      method: 'get',
      path: '/v1/consumers/{id}/deliveries',
      summary: "The consumer's deliveries, the latest first",
      query: pageQuery.extend({
        state: z.enum(DELIVERY_STATES).optional(),
        call: z.string().max(64).optional(),
        since: moment,
        until: moment,
      }),
      answers: { 200: { description: 'A page of them', schema: pageOf(listedDelivery) } },
      handle: async ({ params, query: { limit, after, ...filter } }) => {
        const { id } = await consumers.found(params.id);
        const list = await deliveries.list(id, { limit, after }, filter);
        const shown = list.map(({ version, sent, attempts, ...delivery }) => delivery);
        return { status: 200, body: page(shown, limit) };
      },
    }),
    route({
      ...common,
      method: 'post',
      path: '/v1/consumers/{id}/replays',
      summary: 'Send deliveries of a period again, under their own ids',
      body: replay,
      answers: {
        202: { description: 'They wait to be sent', schema: z.object({ replayed: z.number().int() }) },
      },
      handle: async ({ params, body }) => {
        const { id } = await consumers.found(params.id);
        const replayed = await deliveries.replayAll(id, body);
        return { status: 202, body: { replayed } };
      },
    }),
    route({
      ...common,
      method: 'get',
      path: '/v1/deliveries/{id}',
      summary: 'One delivery with its tries and what was sent',
      answers: { 200: { description: 'It', schema: deliveryResponse } },
      handle: async ({ params }) => ({ status: 200, body: shownWhole(await deliveries.get(params.id)) }),
    }),
    route({
      ...common,
      method: 'post',
      path: '/v1/deliveries/{id}/replay',
      summary: 'Send a delivery again, under its own id',
      answers: { 202: { description: 'It waits to be sent', schema: deliveryResponse } },
      handle: async ({ params }) => {
        const waiting = await deliveries.replay(params.id);
        return { status: 202, body: shownWhole(waiting) };
      },
    }),
  ];
}

function shownWhole({ version, ...delivery }: Delivery) {
  return delivery;
}
