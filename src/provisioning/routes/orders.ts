import { z } from 'zod';
import type { Sender } from '../../domain/holder.ts';
import { carrierSchema, type Pool } from '../../domain/model.ts';
import { type NumberOrder, numberOrderSchema } from '../../domain/number-order.ts';
import {
  MAX_NUMBERS_OF_ORDER,
  numberSearchSchema,
  offerSchema,
  priceSchema,
} from '../../domain/number-search.ts';
import { Problem } from '../../domain/problem.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';
import type { Narrow } from '../../store/port.ts';
import type { OrderRequest, Orders } from '../orders.ts';
import type { OrderPreview } from '../preview.ts';

const body = z.strictObject({
  pool: z.string().min(1).max(64).meta({ description: 'The pool that gets the numbers' }),
  carrier: carrierSchema,
  account: z.string().min(1).max(200).optional().meta({
    description: 'The account of the carrier that pays. It may be left out when the carrier has only one.',
  }),
  search: numberSearchSchema,
  count: z.number().int().min(1).max(MAX_NUMBERS_OF_ORDER).default(1),
  maxMonthlyPrice: priceSchema.nullable().default(null).meta({
    description:
      'The most that one number may cost a month. It is needed when the provider has no `monthlyBudget`, and when the carrier states no price.',
  }),
  dryRun: z.boolean().default(true).meta({
    description:
      'true: nothing is bought, and the answer shows what an order would buy. false: it is bought.',
  }),
});

const previewSchema = z
  .object({
    account: z.string(),
    offers: z.array(offerSchema).meta({ description: 'The numbers that would be bought now' }),
    monthlyPrice: priceSchema.nullable().meta({ description: 'What they cost a month in sum' }),
    budget: z
      .object({ limit: priceSchema, costs: priceSchema })
      .nullable()
      .meta({ description: "The provider's `monthlyBudget`, and what its ordered numbers cost a month" }),
    obstacles: z.array(z.string()).meta({ description: 'Why fewer numbers would be bought, or none' }),
  })
  .meta({ id: 'NumberOrderPreview' });

export type OrderRoutes = {
  orders: Orders;
  preview: (request: OrderRequest) => Promise<OrderPreview>;
  directory: Directory;
  narrow: Narrow;
  idempotency: Middleware;
};

/** Returns the routes of orders. */
export function orderRoutes({ orders, preview, directory, narrow, idempotency }: OrderRoutes): Route[] {
  function poolOf(id: string, { reach }: Sender): Pool {
    const pool = new VisibleRecords(directory, reach).find('pools', id);
    if (pool) return pool;
    throw new Problem('unknown_reference', 'There is no such record among the pools.', {
      errors: [{ pointer: '/pool', detail: `${id} is not one of the pools` }],
    });
  }

  /** Throws for a sender that is bound to providers, unless an operator has set what the provider's numbers may cost. */
  function requireBudget({ provider }: Pool, { reach }: Sender): void {
    if (reach.isWhole || directory.get('providers', provider)?.monthlyBudget) return;
    throw new Problem(
      'forbidden',
      'You are bound to providers, and this one has no `monthlyBudget`. Somebody with the whole installation sets one.',
    );
  }

  async function find(id: string, { reach }: Sender): Promise<NumberOrder> {
    const order = await narrow(reach).numberOrders.get(id);
    if (!order) throw new Problem('not_found', `There is no order ${id}.`);
    return order;
  }

  const tag = 'Setting up';
  return [
    route({
      method: 'post',
      path: '/v1/number-orders',
      tag,
      summary: 'Order numbers from a carrier, or see what an order would buy',
      scope: 'setup:write',
      body,
      middleware: idempotency,
      answers: {
        200: { description: 'With `dryRun`: what an order would buy', schema: previewSchema },
        201: { description: 'The order. A worker buys its numbers.', schema: numberOrderSchema },
      },
      handle: async ({ body: { dryRun, pool: id, account, ...rest } }, { holder, headers }) => {
        const request = { ...rest, account, pool: poolOf(id, holder) };
        if (dryRun) return { status: 200, body: await preview(request) };
        requireBudget(request.pool, holder);
        return { status: 201, body: await orders.create(holder, request, keyIn(headers)) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/number-orders',
      tag,
      summary: 'List orders of numbers in the order of their ids',
      scope: 'setup:read',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of orders', schema: pageOf(numberOrderSchema) } },
      handle: async ({ query: { limit, after, provider } }, { holder }) => {
        const found = await narrow(holder.reach).numberOrders.list({ limit, after }, { provider });
        return { status: 200, body: page(found, limit) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/number-orders/{id}',
      tag,
      summary: 'Return an order of numbers with the state of each number',
      scope: 'setup:read',
      params: idParams,
      answers: { 200: { description: 'The order', schema: numberOrderSchema } },
      handle: async ({ params: { id } }, { holder }) => ({ status: 200, body: await find(id, holder) }),
    }),
    route({
      method: 'post',
      path: '/v1/number-orders/{id}/cancel',
      tag,
      summary: 'Cancel the numbers of an order whose purchase has not begun',
      scope: 'setup:write',
      params: idParams,
      answers: { 200: { description: 'The order', schema: numberOrderSchema } },
      handle: async ({ params: { id } }, { holder }) => ({
        status: 200,
        body: await orders.cancel(holder, await find(id, holder)),
      }),
    }),
  ];
}

/** Returns the `Idempotency-Key` without its quotes. Some clients send it without. */
function keyIn(headers: NodeJS.Dict<string | string[]>): string | null {
  const key = headers['idempotency-key'];
  return typeof key === 'string' ? key.replace(/^"(.*)"$/, '$1') : null;
}
