import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import type { Store } from '../../store/port.ts';
import { numberInQuery } from '../query.ts';
import { idParams, type Route, route } from '../route.ts';
import { viewCalls } from './call-view.ts';
import { attributionResponse, callResponse, page, pageOf, pageQuery } from './schemas.ts';

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();

/** What consumers read: calls, and the feed of attributions. */
export function callRoutes(store: Pick<Store, 'calls' | 'attributions' | 'annotations'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/calls',
      tag: 'Calls',
      summary: 'Calls, the latest first',
      scope: 'read',
      query: pageQuery.extend({
        provider: z.string().max(64).optional(),
        site: z.string().max(64).optional(),
        to: numberInQuery.optional(),
        from: numberInQuery.optional(),
        since: moment,
        until: moment,
      }),
      answers: { 200: { description: 'A page of calls', schema: pageOf(callResponse) } },
      handle: async ({ query: { limit, after, ...filter } }) => {
        const calls = await store.calls.list({ limit, after }, filter);
        return { status: 200, body: page(await viewCalls(store, calls), limit) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/calls/{id}',
      tag: 'Calls',
      summary: 'One call',
      scope: 'read',
      params: idParams,
      answers: { 200: { description: 'The call', schema: callResponse } },
      handle: async ({ params }) => {
        const call = await store.calls.get(params.id);
        if (!call) throw new Problem('not_found', `There is no call ${params.id}.`);
        const [body] = await viewCalls(store, [call]);
        return { status: 200, body };
      },
    }),
    route({
      method: 'get',
      path: '/v1/attributions',
      tag: 'Attributions',
      summary: 'The feed of attributions, in the order of their making: read on from `next`',
      scope: 'read',
      query: pageQuery.extend({
        provider: z.string().max(64).optional(),
        site: z.string().max(64).optional(),
        call: z.string().max(64).optional(),
      }),
      answers: {
        200: {
          description: 'A page; `next` is always given, so that a reader can come back for what follows',
          schema: z.object({ data: z.array(attributionResponse), next: z.string() }),
        },
      },
      handle: async ({ query: { limit, after, ...filter } }) => ({
        status: 200,
        body: await store.attributions.feed({ limit, after }, filter),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/attributions/{id}',
      tag: 'Attributions',
      summary: 'One attribution with its evidence',
      scope: 'read',
      params: idParams,
      answers: { 200: { description: 'The attribution', schema: attributionResponse } },
      handle: async ({ params }) => {
        const attribution = await store.attributions.get(params.id);
        if (!attribution) throw new Problem('not_found', `There is no attribution ${params.id}.`);
        return { status: 200, body: attribution };
      },
    }),
  ];
}
