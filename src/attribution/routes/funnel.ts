import { z } from 'zod';
import {
  FUNNEL_COUNTS,
  FUNNEL_DIMENSIONS,
  FUNNEL_TIMES,
  type Funnel,
  funnelSchema,
} from '../../domain/funnel.ts';
import type { Reach } from '../../domain/reach.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Narrow, NarrowedStore } from '../../store/port.ts';
import type { Cursors } from '../cursors.ts';
import { BYTE_ORDER_MARK, csvLine } from '../export-text.ts';
import type { FunnelQuery } from '../funnel.ts';
import { byOf } from './by.ts';
import { reportQuery } from './reports.ts';
import { type Zones, zoneOf } from './zone.ts';

const funnelQuery = reportQuery
  .pick({
    ...{ timeZone: true, since: true, until: true, provider: true, site: true },
    ...{ source: true, medium: true, campaign: true, channel: true, limit: true },
  })
  .extend({ by: byOf([...FUNNEL_DIMENSIONS, ...FUNNEL_TIMES], 'channel') });
type Query = z.output<typeof funnelQuery>;

export type FunnelRoutes = {
  makeFunnel: (query: FunnelQuery, store: NarrowedStore) => Promise<Funnel>;
  narrow: Narrow;
  directory: Zones;
  cursors: Cursors;
};

/** Returns the routes of the funnel. */
export function funnelRoutes({ makeFunnel, narrow, directory, cursors }: FunnelRoutes): Route[] {
  function funnelOf(query: Query, reach: Reach): Promise<Funnel> {
    const { by, timeZone: _, since, until, provider, limit, ...only } = query;
    const timeZone = zoneOf(directory, query, reach);
    return makeFunnel({ by, timeZone, since, until, provider, only, limit }, narrow(reach));
  }

  const common = { method: 'get', tag: 'Attributions', scope: 'reports:read', query: funnelQuery } as const;
  return [
    route({
      ...common,
      path: '/v1/reports/funnel',
      summary:
        'Count sessions, those that were shown a number and those that tapped it, and calls, answered and qualified ones',
      answers: { 200: { description: 'The rows and their total', schema: funnelSchema } },
      handle: async ({ query }, { holder: { reach } }) => {
        const funnel = await funnelOf(query, reach);
        return { status: 200, body: { ...funnel, upTo: cursors.show(funnel.upTo, reach) } };
      },
    }),
    route({
      ...common,
      path: '/v1/reports/funnel.csv',
      summary: 'Export the funnel as CSV: a line for each row',
      answers: { 200: { description: 'CSV by RFC 4180', schema: z.string(), contentType: 'text/csv' } },
      handle: async ({ query }, { holder: { reach } }) => {
        const { data } = await funnelOf(query, reach);
        const columns = [...query.by, ...FUNNEL_COUNTS];
        const lines = data.map(({ by, ...counts }) =>
          csvLine([...query.by.map((name) => by[name]), ...FUNNEL_COUNTS.map((name) => counts[name])]),
        );
        return {
          status: 200,
          headers: {
            'Content-Type': 'text/csv; charset=utf-8; header=present',
            'Content-Disposition': 'attachment; filename="funnel.csv"',
          },
          stream: async function* () {
            yield `${BYTE_ORDER_MARK}${csvLine(columns)}${lines.join('')}`;
          },
        };
      },
    }),
  ];
}
