import { z } from 'zod';
import type { Reach } from '../../domain/reach.ts';
import { type ValueReport, valueReportSchema } from '../../domain/value-report.ts';
import { type Route, route } from '../../kernel/route.ts';
import type { Narrow, NarrowedStore } from '../../store/port.ts';
import type { Cursors } from '../cursors.ts';
import { BYTE_ORDER_MARK, csvLine } from '../export-text.ts';
import type { ReportQuery } from '../report.ts';
import { reportQuery } from './reports.ts';
import { type Zones, zoneOf } from './zone.ts';

const COUNTS = ['calls', 'answered', 'qualified'] as const;
const MONEY = [
  'currency',
  'value',
  'valuePerCall',
  'cost',
  'costPerCall',
  'costPerQualified',
  'return',
] as const;

export type ValueRoutes = {
  makeValueReport: (query: ReportQuery, store: NarrowedStore) => Promise<ValueReport>;
  narrow: Narrow;
  directory: Zones;
  cursors: Cursors;
};

/** Returns the routes of the report of value and cost. */
export function valueRoutes({ makeValueReport, narrow, directory, cursors }: ValueRoutes): Route[] {
  function reportOf(query: z.output<typeof reportQuery>, reach: Reach): Promise<ValueReport> {
    const { by, timeZone: _, since, until, provider, limit, ...only } = query;
    const timeZone = zoneOf(directory, query, reach);
    return makeValueReport({ by, timeZone, since, until, provider, only, limit }, narrow(reach));
  }

  const common = { method: 'get', tag: 'Attributions', scope: 'reports:read', query: reportQuery } as const;
  return [
    route({
      ...common,
      path: '/v1/reports/value',
      summary: 'Add up the value of calls, and what their sources and campaigns cost',
      answers: { 200: { description: 'The rows and their total', schema: valueReportSchema } },
      handle: async ({ query }, { holder: { reach } }) => {
        const report = await reportOf(query, reach);
        return { status: 200, body: { ...report, upTo: cursors.show(report.upTo, reach) } };
      },
    }),
    route({
      ...common,
      path: '/v1/reports/value.csv',
      summary: 'Export the value and cost of calls as CSV: a line for each row and currency',
      answers: { 200: { description: 'CSV by RFC 4180', schema: z.string(), contentType: 'text/csv' } },
      handle: async ({ query }, { holder: { reach } }) => {
        const { data } = await reportOf(query, reach);
        const lines = data.flatMap(({ by, money, ...counts }) => {
          const own = [...query.by.map((name) => by[name]), ...COUNTS.map((name) => counts[name])];
          const sums =
            money.length > 0 ? money.map((one) => MONEY.map((name) => one[name])) : [MONEY.map(() => null)];
          return sums.map((one) => csvLine([...own, ...one]));
        });
        return {
          status: 200,
          headers: {
            'Content-Type': 'text/csv; charset=utf-8; header=present',
            'Content-Disposition': 'attachment; filename="value.csv"',
          },
          stream: async function* () {
            yield `${BYTE_ORDER_MARK}${csvLine([...query.by, ...COUNTS, ...MONEY])}${lines.join('')}`;
          },
        };
      },
    }),
  ];
}
