import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import type { Sender } from '../../domain/holder.ts';
import { timeZoneSchema } from '../../domain/schedule.ts';
import type { HttpResult } from '../../kernel/result.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Directory } from '../../registry/port.ts';
import type { Narrow, NarrowedStore } from '../../store/port.ts';
import { type CallCell, callHeadings, callRow } from '../call-rows.ts';
import { BYTE_ORDER_MARK, csvLine } from '../export-text.ts';
import { MAX_TABLE_ROWS, XLSX_TYPE, xlsx } from '../xlsx.ts';
import { callsQuery, listCalls } from './calls.ts';
import { zoneOf } from './zone.ts';

const PAGE = 250;

const query = callsQuery.omit({ limit: true, after: true }).extend({
  timeZone: timeZoneSchema
    .optional()
    .meta({ description: "The time zone of the times. Default: the provider's, otherwise UTC." }),
});
type Query = z.output<typeof query> & { timeZone: string };

export type CallExportRoutes = { narrow: Narrow; directory: Pick<Directory, 'get' | 'endpointsOfProvider'> };

/** Returns the routes that export the calls of a list as files that people read. */
export function callExportRoutes({ narrow, directory }: CallExportRoutes): Route[] {
  /**
   * Returns the rows of all pages. Other work runs between two pages. Rejects with `Problem` for a filter that does not
   * fit: the first page is read before the answer begins, since its status cannot say so later.
   */
  async function pagesOf(
    query: Query,
    store: NarrowedStore,
    holder: Sender,
  ): Promise<AsyncGenerator<CallCell[][]>> {
    const { timeZone } = query;
    const pageAfter = (after?: string) => listCalls({ ...query, limit: PAGE, after }, store, holder);
    const first = await pageAfter();
    return (async function* () {
      for (let { data, next } = first; ; { data, next } = await pageAfter(next)) {
        yield data.map((call) => callRow(call, { timeZone, directory }));
        if (next === null) return;
        await breathe();
      }
    })();
  }

  function inZone(wanted: z.output<typeof query>, { reach }: Sender): Query {
    return { ...wanted, timeZone: zoneOf(directory, wanted, reach) };
  }

  function file(extension: string, contentType: string, stream: HttpResult['stream']): HttpResult {
    const disposition = `attachment; filename="calls.${extension}"`;
    return {
      status: 200,
      headers: { 'Content-Type': contentType, 'Content-Disposition': disposition },
      ...(stream && { stream }),
    };
  }

  const common = {
    method: 'get',
    tag: 'Calls',
    scope: 'calls:read',
    showsCallers: 'by scope',
    query,
  } as const;
  const rows = 'with the filters of `GET /v1/calls`, the latest first, in the columns that a person reads';
  return [
    route({
      ...common,
      path: '/v1/exports/calls.csv',
      summary: `Export calls as CSV, ${rows}`,
      answers: { 200: { description: 'CSV by RFC 4180', schema: z.string(), contentType: 'text/csv' } },
      handle: async ({ query }, { holder }) => {
        const wanted = inZone(query, holder);
        const pages = await pagesOf(wanted, narrow(holder.reach), holder);
        return file('csv', 'text/csv; charset=utf-8; header=present', async function* () {
          yield BYTE_ORDER_MARK + csvLine(callHeadings(wanted.timeZone));
          for await (const page of pages) yield page.map(csvLine).join('');
        });
      },
    }),
    route({
      ...common,
      path: '/v1/exports/calls.xlsx',
      summary: `Export calls as an Excel workbook, ${rows}`,
      answers: { 200: { description: 'A workbook', schema: z.string(), contentType: XLSX_TYPE } },
      handle: async ({ query }, { holder }) => {
        const wanted = inZone(query, holder);
        const pages = await pagesOf(wanted, narrow(holder.reach), holder);
        return file('xlsx', XLSX_TYPE, () => xlsx(callHeadings(wanted.timeZone), fitting(pages)));
      },
    }),
  ];
}

/** Yields the rows that fit in a workbook. Its last row says so where there are more. */
async function* fitting(pages: AsyncIterable<CallCell[][]>): AsyncGenerator<CallCell[][]> {
  // One row is that of the headings, and one says that there are more.
  let room = MAX_TABLE_ROWS - 2;
  for await (const page of pages) {
    if (page.length > room) {
      yield [...page.slice(0, room), ['There are more calls. A workbook holds no more rows.']];
      return;
    }
    room -= page.length;
    yield page;
  }
}
