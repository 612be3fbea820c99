import { z } from 'zod';
import type { Holder } from '../../domain/holder.ts';
import { booleanInQuery } from '../../kernel/query.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import type { AttributionFilter, FeedAnswer, Narrow } from '../../store/port.ts';
import { CSV_FIELDS, csvRowsOf } from '../csv-rows.ts';
import type { Cursors } from '../cursors.ts';
import { BYTE_ORDER_MARK, csv, csvLine, ndjson } from '../export-text.ts';
import { effectiveOf, pagesOfFeed } from '../feed.ts';
import { after, fields, fieldsAmong, filter, placeIn } from './feed-query.ts';

const effective = booleanInQuery.meta({
  description:
    '`true`: each call once, by its latest attribution. `false`: also the attributions that a later one replaces.',
});

const csvQuery = filter.extend({
  after,
  effective: effective.default(true),
  fields: fieldsAmong(CSV_FIELDS, `must name columns, separated by commas: ${CSV_FIELDS.join(', ')}`).meta({
    description:
      'The columns, separated by commas. `id` is always the first. Besides the members of an attribution there are `caller`, `dialledNumber`, `providerName`, `siteName`, `endpointName` and `endpointNumber`.',
    example: 'at,caller,siteName,source',
  }),
  for: z.enum(['excel']).optional().meta({
    description: '`excel`: the file begins with a byte order mark, so that Excel reads its letters right.',
  }),
});

const ndjsonQuery = filter.extend({ after, effective: effective.default(false), fields });

type ExportQuery = AttributionFilter & { after?: string | undefined; effective: boolean };

export type ExportRoutes = {
  narrow: Narrow;
  cursors: Cursors;
  directory: Pick<Directory, 'get'>;
};

/** Returns the routes that export the feed as files. */
export function exportRoutes({ narrow, cursors, directory }: ExportRoutes): Route[] {
  async function exported(
    file: { contentType: string; name: string; head: string },
    { reach }: Pick<Holder, 'reach'>,
    { after: text, effective, ...narrowed }: ExportQuery,
    write: (data: FeedAnswer['data']) => string | Promise<string>,
  ): Promise<HttpResult> {
    const { attributions } = narrow(reach);
    const upTo = await attributions.end();
    const start = await placeIn(attributions, text, cursors, reach);
    // A bad cursor is rejected here. Once the stream has begun, the status can no longer say so.
    await attributions.feed({ limit: 0, after: start });
    return {
      status: 200,
      headers: {
        'Content-Type': file.contentType,
        'Content-Disposition': `attachment; filename="${file.name}"`,
        'Feed-Next': cursors.show(upTo, reach),
      },
      stream: async function* () {
        if (file.head) yield file.head;
        for await (const { data } of pagesOfFeed(attributions, { after: start, upTo }, narrowed))
          yield await write(effective ? await effectiveOf(attributions, data, upTo) : data);
      },
    };
  }

  const common = {
    method: 'get',
    tag: 'Attributions',
    scope: 'attributions:read',
    showsCallers: 'by scope',
  } as const;
  const upToNow =
    'the attributions up to the start of the export. The header `Feed-Next` holds the cursor of the next one';
  return [
    route({
      ...common,
      path: '/v1/exports/attributions.csv',
      summary: `Export attributions as CSV: ${upToNow}`,
      query: csvQuery,
      answers: { 200: { description: 'CSV by RFC 4180', schema: z.string(), contentType: 'text/csv' } },
      handle: ({ query: { fields: columns = CSV_FIELDS, for: reader, ...query } }, { holder }) => {
        const { scopes, reach } = holder;
        const store = narrow(reach);
        const head = `${reader === 'excel' ? BYTE_ORDER_MARK : ''}${csvLine(columns)}`;
        const contentType = 'text/csv; charset=utf-8; header=present';
        return exported({ contentType, name: 'attributions.csv', head }, holder, query, async (data) =>
          csv(await csvRowsOf(data, columns, { scopes, store, directory }), columns),
        );
      },
    }),
    route({
      ...common,
      path: '/v1/exports/attributions.ndjson',
      summary: `Export attributions as lines of JSON: ${upToNow}`,
      query: ndjsonQuery,
      answers: {
        200: {
          description: 'A JSON document on each line',
          schema: z.string(),
          contentType: 'application/x-ndjson',
        },
      },
      handle: ({ query: { fields: wanted, ...query } }, { holder }) =>
        exported(
          { contentType: 'application/x-ndjson', name: 'attributions.ndjson', head: '' },
          holder,
          query,
          (data) => ndjson(data, wanted),
        ),
    }),
  ];
}
