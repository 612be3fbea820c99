import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';
import { type PoolState, poolStateSchema } from '../pool-state.ts';

/** Returns the route that shows a pool's state. */
export function poolStateRoutes(
  stateOf: (pool: string, site: string | undefined) => Promise<PoolState>,
  directory: Pick<Directory, 'get'>,
): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/pools/{id}/state',
      tag: 'Setting up',
      summary:
        'Get a pool’s state: numbers, links, active sessions, mode, rates, and the time at which it runs out',
      scope: 'setup:read',
      params: idParams,
      query: z.object({
        site: z.string().max(64).optional().meta({
          description: 'The site whose sessions are counted, where the provider counts each site apart',
        }),
      }),
      answers: { 200: { description: 'The pool’s state', schema: poolStateSchema } },
      handle: async ({ params: { id }, query }, { holder }) => {
        if (!new VisibleRecords(directory, holder.reach).find('pools', id))
          throw new Problem('not_found', `There is no pool ${id}.`);
        return { status: 200, body: await stateOf(id, query.site) };
      },
    }),
  ];
}
