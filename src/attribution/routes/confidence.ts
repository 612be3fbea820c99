import { z } from 'zod';
import { BANDS } from '../../domain/report.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { CallFilter, Narrow, NarrowedStore } from '../../store/port.ts';
import { callsQuery } from './calls.ts';

const query = callsQuery.pick({
  ...{ provider: true, site: true, endpoint: true, outcome: true, since: true, until: true },
  ...{ source: true, medium: true, campaign: true, keyword: true, channel: true, page: true },
  ...{ to: true, location: true },
});

const count = z.number().int();
const histogram = z
  .object({
    bands: z.array(z.object({ band: count, from: z.number(), to: z.number(), calls: count })).meta({
      description:
        'The attributed calls by tenths of their confidence, the lowest first. `GET /v1/calls?band=` lists those of one.',
    }),
    unattributed: count.meta({ description: 'The calls that are attributed to nobody' }),
  })
  .meta({ id: 'ConfidenceReport' });
type Histogram = z.infer<typeof histogram>;

/** Returns the route that counts calls by their confidence. */
export function confidenceRoutes(narrow: Narrow): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/confidence',
      tag: 'Attributions',
      summary: 'Count calls by the confidence of their attribution',
      scope: 'reports:read',
      query,
      answers: { 200: { description: 'The bands and their calls', schema: histogram } },
      handle: async ({ query }, { holder: { reach } }) => ({
        status: 200,
        body: await histogramOf(narrow(reach).calls, query),
      }),
    }),
  ];
}

async function histogramOf(
  calls: Pick<NarrowedStore['calls'], 'count'>,
  filter: CallFilter,
): Promise<Histogram> {
  const bands = Array.from({ length: BANDS }, async (_, band) => ({
    band,
    from: band / BANDS,
    to: (band + 1) / BANDS,
    calls: await calls.count({ ...filter, band }),
  }));
  const unattributed = calls.count({ ...filter, attributed: false });
  return { bands: await Promise.all(bands), unattributed: await unattributed };
}
