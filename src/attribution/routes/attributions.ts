import { z } from 'zod';
import { Problem } from '../../domain/problem.ts';
import { pageQuery } from '../../kernel/page.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { Narrow } from '../../store/port.ts';
import type { Cursors } from '../cursors.ts';
import { pick } from '../export-text.ts';
import { readFeed } from '../feed.ts';
import type { FeedTail } from '../feed-tail.ts';
import { attributionStream, type StreamOptions } from './attribution-stream.ts';
import { after, fields, filter, placeIn } from './feed-query.ts';
import { attributionResponse } from './responses.ts';

export type AttributionRoutes = {
  narrow: Narrow;
  cursors: Cursors;
  tail: FeedTail;
  /** Returns whether the key still exists. A stream ends when its key is removed. */
  isCurrent: StreamOptions['isCurrent'];
};

/** Returns the routes of the attribution feed, in pages and as a stream, and of one attribution. */
export function attributionRoutes({ narrow, cursors, tail, isCurrent }: AttributionRoutes): Route[] {
  const stream = attributionStream({ cursors, tail, isCurrent });

  return [
    route({
      method: 'get',
      path: '/v1/attributions',
      tag: 'Attributions',
      summary: 'Read the feed of attributions in the order in which they were added',
      scope: 'attributions:read',
      query: filter.extend({ limit: pageQuery.shape.limit, after, fields }),
      answers: {
        200: {
          description: 'A page of the feed. `next` is always set, so that a reader can continue later.',
          schema: z.object({
            data: z.array(attributionResponse),
            next: z.string(),
            isEnd: z.boolean().meta({
              description:
                'Whether the feed has no more attributions now. A short or empty page is not always the end.',
            }),
          }),
        },
      },
      handle: async (
        { query: { limit, after: start, fields: wanted, ...filters } },
        { holder: { reach } },
      ) => {
        const { attributions } = narrow(reach);
        const page = { limit, after: await placeIn(attributions, start, cursors, reach) };
        const { data, next, isEnd } = await readFeed(attributions, page, filters);
        const shown = data.map((one) => pick(one, wanted));
        return { status: 200, body: { data: shown, next: cursors.show(next, reach), isEnd } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/attributions/stream',
      tag: 'Attributions',
      summary: 'Stream the feed as server-sent events, resumable by `Last-Event-ID`',
      scope: 'attributions:read',
      query: filter.extend({ after, fields }),
      answers: {
        200: {
          description:
            'Events named `attribution`. The id of an event is the cursor after it. The stream has no end.',
          schema: z.string(),
          contentType: 'text/event-stream',
        },
      },
      handle: async ({ query: { after: start, fields: wanted, ...filters } }, context) => {
        const { reach } = context.holder;
        const { attributions } = narrow(reach);
        const last = context.headers['last-event-id'];
        const text = typeof last === 'string' && last !== '' ? last : start;
        const cursor = await placeIn(attributions, text, cursors, reach);
        return stream({ attributions, after: cursor, filter: filters, fields: wanted }, context);
      },
    }),
    route({
      method: 'get',
      path: '/v1/attributions/{id}',
      tag: 'Attributions',
      summary: 'Get an attribution with its evidence',
      scope: 'attributions:read',
      params: idParams,
      query: z.object({ fields }),
      answers: { 200: { description: 'The attribution', schema: attributionResponse } },
      handle: async ({ params, query }, { holder }) => {
        const attribution = await narrow(holder.reach).attributions.get(params.id);
        if (!attribution) throw new Problem('not_found', `There is no attribution ${params.id}.`);
        return { status: 200, body: pick(attribution, query.fields) };
      },
    }),
  ];
}
