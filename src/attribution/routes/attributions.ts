import { z } from 'zod';
import { attributionSchema } from '../../domain/attribution.ts';
import { callOutcomeSchema } from '../../domain/call.ts';
import { Problem } from '../../domain/problem.ts';
import { pageQuery } from '../../kernel/page.ts';
import { momentInQuery } from '../../kernel/query.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { AttributionFilter, Store } from '../../store/port.ts';
import { csv, csvHead, type Field, ndjson, pick } from '../export-text.ts';
import { pagesOfFeed, readFeed } from '../feed.ts';
import type { FeedTail } from '../feed-tail.ts';
import { attributionStream, type StreamOptions } from './attribution-stream.ts';
import { attributionResponse } from './responses.ts';

const FIELDS = Object.keys(attributionSchema.shape) as Field[];

const fields = z
  .string()
  .max(1000)
  .transform((text) => ['id', ...text.split(',')].filter((field, i, all) => all.indexOf(field) === i))
  .pipe(
    z.array(
      z.enum(FIELDS as [Field, ...Field[]], 'must name members of an attribution, separated by commas'),
    ),
  )
  .optional()
  .meta({
    description: 'The members to return of each attribution, separated by commas. `id` is always returned.',
    example: 'call,source,confidence',
  });

const filter = z.object({
  provider: z.string().max(64).optional(),
  site: z.string().max(64).optional(),
  call: z.string().max(64).optional(),
  to: attributionSchema.shape.to.optional(),
  outcome: callOutcomeSchema.optional(),
  source: z.string().max(256).optional(),
  medium: z.string().max(256).optional(),
  campaign: z.string().max(256).optional(),
  since: momentInQuery.optional().meta({ description: 'The earliest time of the calls' }),
  until: momentInQuery.optional().meta({ description: 'The latest time of the calls' }),
  minConfidence: z.coerce.number().min(0).max(1).optional(),
});

const after = z.string().max(200).optional().meta({
  description:
    'The cursor to continue from: `next` of an earlier answer. Without it, the feed starts at its beginning. `latest` starts at its end.',
});

export type AttributionRoutes = {
  store: Pick<Store, 'attributions'>;
  tail: FeedTail;
  /** Returns whether the key still exists. A stream ends when its key is removed. */
  isKeyValid: StreamOptions['isKeyValid'];
};

/** Returns the routes of the attribution feed: in pages, as a stream and as a file. */
export function attributionRoutes({ store, tail, isKeyValid }: AttributionRoutes): Route[] {
  const stream = attributionStream({ store, tail, isKeyValid });

  async function placeOf(cursor: string | undefined): Promise<string | undefined> {
    return cursor === 'latest' ? store.attributions.end() : cursor;
  }

  async function exported(
    contentType: string,
    name: string,
    query: AttributionFilter & { after?: string | undefined },
    head: string,
    text: (page: Awaited<ReturnType<typeof readFeed>>) => string,
  ): Promise<HttpResult> {
    const { after: cursor, ...narrowed } = query;
    const upTo = await store.attributions.end();
    const start = await placeOf(cursor);
    // A bad cursor is rejected here. Once the stream has begun, the status can no longer say so.
    await store.attributions.feed({ limit: 0, after: start });
    return {
      status: 200,
      headers: {
        'Content-Type': contentType,
        'Content-Disposition': `attachment; filename="${name}"`,
        'Feed-Next': upTo,
      },
      stream: async function* () {
        if (head) yield head;
        for await (const page of pagesOfFeed(store.attributions, { after: start, upTo }, narrowed))
          yield text(page);
      },
    };
  }

  const exportQuery = filter.extend({ after, fields });
  const exportHeader =
    'the attributions up to the start of the export. The header `Feed-Next` holds the cursor of the next one';
  return [
    route({
      method: 'get',
      path: '/v1/attributions',
      tag: 'Attributions',
      summary: 'Read the feed of attributions in the order in which they were added',
      scope: 'read',
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
      handle: async ({ query: { limit, after: cursor, fields: wanted, ...narrowed } }) => {
        const page = { limit, after: await placeOf(cursor) };
        const { data, next, isEnd } = await readFeed(store.attributions, page, narrowed);
        return { status: 200, body: { data: data.map((one) => pick(one, wanted)), next, isEnd } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/attributions/stream',
      tag: 'Attributions',
      summary: 'Stream the feed as server-sent events, resumable by `Last-Event-ID`',
      scope: 'read',
      query: filter.extend({ after, fields }),
      answers: {
        200: {
          description:
            'Events named `attribution`. The id of an event is the cursor after it. The stream has no end.',
          schema: z.string(),
          contentType: 'text/event-stream',
        },
      },
      handle: async ({ query: { after: cursor, fields: wanted, ...narrowed } }, context) => {
        const last = context.headers['last-event-id'];
        const start = await placeOf(typeof last === 'string' && last !== '' ? last : cursor);
        return stream({ after: start, filter: narrowed, fields: wanted }, context);
      },
    }),
    route({
      method: 'get',
      path: '/v1/exports/attributions.csv',
      tag: 'Attributions',
      summary: `Export attributions as CSV: ${exportHeader}`,
      scope: 'read',
      query: exportQuery,
      answers: { 200: { description: 'CSV by RFC 4180', schema: z.string(), contentType: 'text/csv' } },
      handle: ({ query: { fields: wanted = FIELDS, ...query } }) =>
        exported(
          'text/csv; charset=utf-8; header=present',
          'attributions.csv',
          query,
          csvHead(wanted),
          (page) => csv(page.data, wanted),
        ),
    }),
    route({
      method: 'get',
      path: '/v1/exports/attributions.ndjson',
      tag: 'Attributions',
      summary: `Export attributions as lines of JSON: ${exportHeader}`,
      scope: 'read',
      query: exportQuery,
      answers: {
        200: {
          description: 'A JSON document on each line',
          schema: z.string(),
          contentType: 'application/x-ndjson',
        },
      },
      handle: ({ query: { fields: wanted, ...query } }) =>
        exported('application/x-ndjson', 'attributions.ndjson', query, '', (page) =>
          ndjson(page.data, wanted),
        ),
    }),
    route({
      method: 'get',
      path: '/v1/attributions/{id}',
      tag: 'Attributions',
      summary: 'Get an attribution with its evidence',
      scope: 'read',
      params: idParams,
      query: z.object({ fields }),
      answers: { 200: { description: 'The attribution', schema: attributionResponse } },
      handle: async ({ params, query }) => {
        const attribution = await store.attributions.get(params.id);
        if (!attribution) throw new Problem('not_found', `There is no attribution ${params.id}.`);
        return { status: 200, body: pick(attribution, query.fields) };
      },
    }),
  ];
}
