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
  .pipe(z.array(z.enum(FIELDS as [Field, ...Field[]], 'must name members of an attribution')))
  .optional()
  .meta({
    description: 'Only these members of each attribution, and its id: names with commas between',
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
  since: momentInQuery.optional().meta({ description: 'The first moment of calls' }),
  until: momentInQuery.optional().meta({ description: 'The last moment of calls' }),
  minConfidence: z.coerce.number().min(0).max(1).optional(),
});

const after = z.string().max(200).optional().meta({
  description: '`next` of a former answer; left out: from the beginning; `latest`: what is added from now on',
});

export type AttributionRoutes = {
  store: Pick<Store, 'attributions'>;
  tail: FeedTail;
  /** Whether a key is still good: a stream ends with it. */
  isKeyGood: StreamOptions['isKeyGood'];
};

/** The feed of attributions: page by page, as a stream, as a file. */
export function attributionRoutes({ store, tail, isKeyGood }: AttributionRoutes): Route[] {
  const stream = attributionStream({ store, tail, isKeyGood });

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
    // A wrong place is refused while there is still an answer to refuse it with.
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
    'all that there is when it begins; the header `Feed-Next` says where to read on in the feed';
  return [
    route({
      method: 'get',
      path: '/v1/attributions',
      tag: 'Attributions',
      summary: 'The feed of attributions, in the order of their making: read on from `next`',
      scope: 'read',
      query: filter.extend({ limit: pageQuery.shape.limit, after, fields }),
      answers: {
        200: {
          description: 'A page; `next` is always given, so that a reader can come back for what follows',
          schema: z.object({
            data: z.array(attributionResponse),
            next: z.string(),
            isEnd: z.boolean().meta({
              description: 'Nothing more for now. A page may be short, or empty, and not be the end',
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
      summary: 'The feed as server-sent events, resumable by `Last-Event-ID`',
      scope: 'read',
      query: filter.extend({ after, fields }),
      answers: {
        200: {
          description: 'Events `attribution`, whose id is the cursor after them, for as long as one listens',
          schema: z.string(),
          contentType: 'text/event-stream',
        },
      },
      handle: async ({ query: { after: cursor, fields: wanted, ...narrowed } }, asked) => {
        const last = asked.headers['last-event-id'];
        const start = await placeOf(typeof last === 'string' && last !== '' ? last : cursor);
        return stream({ after: start, filter: narrowed, fields: wanted }, asked);
      },
    }),
    route({
      method: 'get',
      path: '/v1/exports/attributions.csv',
      tag: 'Attributions',
      summary: `Attributions as CSV: ${exportHeader}`,
      scope: 'read',
      query: exportQuery,
      answers: { 200: { description: 'RFC 4180', schema: z.string(), contentType: 'text/csv' } },
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
      summary: `Attributions as JSON, one a line: ${exportHeader}`,
      scope: 'read',
      query: exportQuery,
      answers: {
        200: { description: 'A line for each', schema: z.string(), contentType: 'application/x-ndjson' },
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
      summary: 'One attribution with its evidence',
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
