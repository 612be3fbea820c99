import { z } from 'zod';
import { attributionSchema } from '../../domain/attribution.ts';
import { callOutcomeSchema } from '../../domain/call.ts';
import { DIMENSIONS, type Report, reportSchema, SLOT_MS, TIMES } from '../../domain/report.ts';
import { timeZoneSchema } from '../../domain/schedule.ts';
import { decimalInQuery, momentInQuery, numberInQuery } from '../../kernel/query.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Narrow, NarrowedStore } from '../../store/port.ts';
import type { Cursors } from '../cursors.ts';
import type { ReportQuery } from '../report.ts';
import { byOf } from './by.ts';
import { type Zones, zoneOf } from './zone.ts';

const by = byOf([...DIMENSIONS, ...TIMES], 'source,campaign');

const quarter = momentInQuery
  .refine((moment) => moment.getTime() % SLOT_MS === 0, 'must be the beginning of a quarter of an hour')
  .optional();

/** The query of the call report. */
export const reportQuery = z.object({
  by,
  timeZone: timeZoneSchema
    .optional()
    .meta({ description: "The time zone of the times. Default: the provider's, otherwise UTC." }),
  since: quarter.meta({ description: 'The earliest time of the calls' }),
  until: quarter.meta({ description: 'The time before which the calls came in' }),
  provider: z.string().max(64).optional(),
  site: z.string().max(64).optional(),
  endpoint: z.string().max(64).optional(),
  to: attributionSchema.shape.to.optional(),
  outcome: callOutcomeSchema.optional(),
  source: z.string().max(256).optional(),
  medium: z.string().max(256).optional(),
  campaign: z.string().max(256).optional(),
  keyword: z.string().max(256).optional(),
  channel: z.string().max(64).optional(),
  page: z.string().max(2048).optional(),
  number: numberInQuery.optional().meta({ description: 'The number that was called, in E.164' }),
  location: z.string().max(256).optional(),
  limit: decimalInQuery(z.number().int().min(1).max(1000)).default(1000),
});

export type MakeReport = (query: ReportQuery, store: NarrowedStore) => Promise<Report>;

/** Returns the report that a query asks for, in the time zone. */
export function reportOf(
  { by, timeZone: _, since, until, provider, limit, ...only }: z.output<typeof reportQuery>,
  timeZone: string,
  store: NarrowedStore,
  makeReport: MakeReport,
): Promise<Report> {
  return makeReport({ by, timeZone, since, until, provider, only, limit }, store);
}

/** Returns the route of the call report. */
export function reportRoutes(
  makeReport: MakeReport,
  narrow: Narrow,
  directory: Zones,
  cursors: Cursors,
): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/reports/calls',
      tag: 'Attributions',
      summary:
        'Count calls by source, campaign, hour and more: each call once, by its attribution in the feed',
      scope: 'reports:read',
      isShared: true,
      query: reportQuery,
      answers: { 200: { description: 'The rows and their total', schema: reportSchema } },
      handle: async ({ query }, { holder: { reach } }) => {
        const timeZone = zoneOf(directory, query, reach);
        const report = await reportOf(query, timeZone, narrow(reach), makeReport);
        return { status: 200, body: { ...report, upTo: cursors.show(report.upTo, reach) } };
      },
    }),
  ];
}
