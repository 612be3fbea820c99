import { z } from 'zod';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type PoolState, poolStateSchema } from '../pool-state.ts';

/** How pools stand. */
export function poolStateRoutes(
  stateOf: (pool: string, site: string | undefined) => Promise<PoolState>,
): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/pools/{id}/state',
      tag: 'Setting up',
      summary: 'How the pool stands: numbers, links, active sessions, mode, rates, and when it runs out',
      scope: 'admin',
      params: idParams,
      query: z.object({
        site: z
          .string()
          .max(64)
          .optional()
          .meta({ description: 'Whose sessions, where sites are counted apart' }),
      }),
      answers: { 200: { description: 'The state', schema: poolStateSchema } },
      handle: async ({ params, query }) => ({ status: 200, body: await stateOf(params.id, query.site) }),
    }),
  ];
}
