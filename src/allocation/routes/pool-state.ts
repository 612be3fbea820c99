import { z } from 'zod';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type PoolState, poolStateSchema } from '../pool-state.ts';

/** Returns the route that shows a pool's state. */
export function poolStateRoutes(
  stateOf: (pool: string, site: string | undefined) => Promise<PoolState>,
): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/pools/{id}/state',
      tag: 'Setting up',
      summary:
        'Get a pool’s state: numbers, links, active sessions, mode, rates, and the time at which it runs out',
      scope: 'admin',
      params: idParams,
      query: z.object({
        site: z.string().max(64).optional().meta({
          description: 'The site whose sessions are counted, where the provider counts each site apart',
        }),
      }),
      answers: { 200: { description: 'The pool’s state', schema: poolStateSchema } },
      handle: async ({ params, query }) => ({ status: 200, body: await stateOf(params.id, query.site) }),
    }),
  ];
}
