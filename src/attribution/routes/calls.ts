import { z } from 'zod';
import { callViewSchema } from '../../domain/call-view.ts';
import { Problem } from '../../domain/problem.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { momentInQuery, numberInQuery } from '../../kernel/query.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { Store } from '../../store/port.ts';
import { viewCalls } from './call-view.ts';

/** Returns the routes that show calls to consumers. */
export function callRoutes(store: Pick<Store, 'calls' | 'attributions' | 'annotations'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/calls',
      tag: 'Calls',
      summary: 'List calls, the latest first',
      scope: 'read',
      query: pageQuery.extend({
        provider: z.string().max(64).optional(),
        site: z.string().max(64).optional(),
        to: numberInQuery.optional(),
        from: numberInQuery.optional(),
        since: momentInQuery.optional(),
        until: momentInQuery.optional(),
      }),
      answers: { 200: { description: 'A page of calls', schema: pageOf(callViewSchema) } },
      handle: async ({ query: { limit, after, ...filter } }) => {
        const calls = await store.calls.list({ limit, after }, filter);
        return { status: 200, body: page(await viewCalls(store, calls), limit) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/calls/{id}',
      tag: 'Calls',
      summary: 'Get a call',
      scope: 'read',
      params: idParams,
      answers: { 200: { description: 'The call', schema: callViewSchema } },
      handle: async ({ params }) => {
        const call = await store.calls.get(params.id);
        if (!call) throw new Problem('not_found', `There is no call ${params.id}.`);
        const [body] = await viewCalls(store, [call]);
        return { status: 200, body };
      },
    }),
  ];
}
