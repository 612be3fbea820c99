import { z } from 'zod';
import { type Cost, costPatchSchema, costSchema, newCostSchema } from '../../domain/cost.ts';
import { costsFrom } from '../../domain/cost-file.ts';
import { currencySchema, fitsCurrency } from '../../domain/money.ts';
import { misfit, Problem } from '../../domain/problem.ts';
import type { Reach } from '../../domain/reach.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { idParams, type Middleware, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { Costs } from '../costs.ts';

const MAX_TEXT_CHARS = 900_000;

const importBody = z.strictObject({
  provider: z.string().min(1).max(64),
  source: z.string().trim().min(1).max(256).optional().meta({
    description: 'The source of lines without one',
    example: 'google',
  }),
  medium: z
    .string()
    .trim()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: 'The medium of lines without one' }),
  currency: currencySchema.optional().meta({ description: 'The currency of lines without one' }),
  text: z.string().min(1).max(MAX_TEXT_CHARS).meta({
    description:
      'CSV, or cells that were copied from a spreadsheet. A line names the columns: `Campaign`, `Day`, `Cost` and `Currency code`, as Google Ads has them, or `Campaign name`, `Reporting starts`, `Reporting ends` and `Amount spent (EUR)`, as Meta has them. `Source` and `Medium` may be among them.',
    example: 'Campaign,Day,Cost,Currency code\nSpring,2026-11-01,12.50,EUR',
  }),
});

const count = z.number().int();
const importedSchema = z
  .object({
    created: count,
    changed: count.meta({ description: 'Costs that were there with another amount' }),
    unchanged: count,
  })
  .meta({ id: 'ImportedCosts' });

export type CostRoutes = { costs: Costs; narrow: Narrow; idempotency: Middleware };

/** Returns the routes of costs. */
export function costRoutes({ costs, narrow, idempotency }: CostRoutes): Route[] {
  async function checkProvider(id: string, reach: Reach): Promise<void> {
    if (await narrow(reach).providers.get(id)) return;
    throw new Problem('unknown_reference', 'There is no such provider.', {
      errors: [{ pointer: '/provider', detail: `${id} is not one of the providers` }],
    });
  }

  async function find(id: string, reach: Reach): Promise<Cost> {
    const cost = await narrow(reach).costs.get(id);
    if (!cost) throw new Problem('not_found', `There is no cost ${id}.`);
    return cost;
  }

  const tag = 'Attributions';
  return [
    route({
      method: 'post',
      path: '/v1/costs',
      tag,
      summary: 'Enter what a source, medium or campaign cost in a period',
      scope: 'setup:write',
      body: newCostSchema,
      middleware: idempotency,
      answers: {
        200: { description: 'The cost was there already. It has this amount now.', schema: costSchema },
        201: { description: 'The new cost', schema: costSchema },
      },
      handle: async ({ body }, { holder }) => {
        await checkProvider(body.provider, holder.reach);
        const { created, changed, unchanged } = await costs.enter(holder, [body]);
        return { status: created.length > 0 ? 201 : 200, body: [...created, ...changed, ...unchanged][0] };
      },
    }),
    route({
      method: 'post',
      path: '/v1/costs/import',
      tag,
      summary: 'Enter the costs of an export of Google Ads or Meta: all lines, or none when one is wrong',
      scope: 'setup:write',
      body: importBody,
      middleware: idempotency,
      answers: { 200: { description: 'How many costs were entered', schema: importedSchema } },
      handle: async ({ body: { text, ...defaults } }, { holder }) => {
        await checkProvider(defaults.provider, holder.reach);
        const { created, changed, unchanged } = await costs.enter(holder, costsFrom(text, defaults));
        const body = { created: created.length, changed: changed.length, unchanged: unchanged.length };
        return { status: 200, body };
      },
    }),
    route({
      method: 'get',
      path: '/v1/costs',
      tag,
      summary: 'List costs in the order of their ids',
      scope: 'reports:read',
      query: pageQuery.extend({ provider: z.string().max(64).optional() }),
      answers: { 200: { description: 'A page of costs', schema: pageOf(costSchema) } },
      handle: async ({ query: { limit, after, provider } }, { holder }) => {
        const found = await narrow(holder.reach).costs.list({ limit, after }, { provider });
        return { status: 200, body: page(found, limit) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/costs/{id}',
      tag,
      summary: 'Return a cost',
      scope: 'reports:read',
      params: idParams,
      answers: { 200: { description: 'The cost', schema: costSchema } },
      handle: async ({ params: { id } }, { holder }) => ({ status: 200, body: await find(id, holder.reach) }),
    }),
    route({
      method: 'patch',
      path: '/v1/costs/{id}',
      tag,
      summary: 'Change the amount of a cost',
      scope: 'setup:write',
      params: idParams,
      body: costPatchSchema,
      answers: { 200: { description: 'The changed cost', schema: costSchema } },
      handle: async ({ params: { id }, body: { amount } }, { holder }) => {
        const cost = await find(id, holder.reach);
        if (!fitsCurrency(amount, cost.currency))
          throw misfit([{ pointer: '/amount', detail: `must have no more decimals than ${cost.currency}` }]);
        return { status: 200, body: await costs.change(holder, cost, amount) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/costs/{id}',
      tag,
      summary: 'Remove a cost',
      scope: 'setup:write',
      params: idParams,
      answers: { 204: { description: 'The cost is removed', schema: null } },
      handle: async ({ params: { id } }, { holder }) => {
        await costs.remove(holder, await find(id, holder.reach));
        return { status: 204 };
      },
    }),
  ];
}
