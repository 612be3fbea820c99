import { z } from 'zod';
import { carrierSchema } from '../../domain/model.ts';
import { numberSearchSchema, offerSchema } from '../../domain/number-search.ts';
import { decimalInQuery } from '../../kernel/query.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { ShopAccounts } from '../accounts.ts';
import { searchShop } from '../search.ts';

const MAX_OFFERS = 100;

const query = numberSearchSchema.omit({ capabilities: true }).extend({
  carrier: carrierSchema,
  account: z.string().min(1).max(200).optional().meta({
    description: 'The account of the carrier. It may be left out when the carrier has only one.',
  }),
  limit: decimalInQuery(z.number().int().min(1).max(MAX_OFFERS)).default(20),
});

/** Returns the route that searches a carrier's shop. */
export function availableRoutes(accounts: Pick<ShopAccounts, 'find'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/available-numbers',
      tag: 'Setting up',
      summary: 'Search the numbers that a carrier has for sale',
      scope: 'setup:read',
      query,
      answers: {
        200: { description: 'The numbers that take calls', schema: z.object({ data: z.array(offerSchema) }) },
      },
      handle: async ({ query: { carrier, account, limit, ...search } }) => {
        const { shop } = accounts.find(carrier, account);
        const data = await searchShop(shop, { ...search, capabilities: ['voice'] }, limit);
        return { status: 200, body: { data } };
      },
    }),
  ];
}
