import { z } from 'zod';
import { guestCall, guestCallSchema } from '../../domain/call-view.ts';
import { FUNNEL_DIMENSIONS, type FunnelValues, funnelCountsSchema } from '../../domain/funnel.ts';
import type { Holder } from '../../domain/holder.ts';
import { misfit, Problem } from '../../domain/problem.ts';
import { type NewShare, type Share, shareRecord } from '../../domain/records/share.ts';
import { type Report, reportSchema } from '../../domain/report.ts';
import { parseInput } from '../../kernel/answer.ts';
import { pageOf, pageQuery } from '../../kernel/page.ts';
import { type Route, route } from '../../kernel/route.ts';
import { timeZoneOf } from '../../registry/port.ts';
import type { NarrowedStore } from '../../store/port.ts';
import { callsQuery, LAST_DIGITS, listCalls } from './calls.ts';
import type { FunnelRoutes } from './funnel.ts';
import { type MakeReport, reportOf, reportQuery } from './reports.ts';

/** The queries that a share link saves. The guest pages through the calls. */
const SAVED = {
  calls: callsQuery.omit({ limit: true, after: true }).strict(),
  report: reportQuery.strict(),
} as const;

const { name, shows, query, expiresAt } = shareRecord.shown.shape;
const sharedSchema = z
  .object({
    ...{ name, shows, query, expiresAt },
    provider: z.object({ id: z.string(), name: z.string() }),
    timeZone: z
      .string()
      .nullable()
      .meta({ description: 'The time zone of the report; null: it shows calls' }),
  })
  .meta({ id: 'Shared' });

const sharedFunnelSchema = z
  .object({
    total: funnelCountsSchema.nullable().meta({
      description:
        'null: the saved query has a filter by which sessions are not counted, such as an endpoint or a page',
    }),
  })
  .meta({ id: 'SharedFunnel' });

/** The cursor is for readers of the feed. */
const sharedReportSchema = reportSchema.omit({ upTo: true }).meta({ id: 'SharedReport' });

/** Throws where the query of a new share link is not one of the route that answers it. */
export function checkSavedQuery({ shows, query, provider }: NewShare): void {
  parseInput(SAVED[shows], query, '/query');
  if (query.provider !== undefined && query.provider !== provider)
    throw misfit([{ pointer: '/query/provider', detail: 'must be the provider of the share link' }]);
  if (query.from !== undefined && !LAST_DIGITS.test(query.from))
    throw misfit([
      { pointer: '/query/from', detail: 'must be the last four digits: a share link does not show callers' },
    ]);
}

export type SharedRoutes = Pick<FunnelRoutes, 'makeFunnel' | 'narrow' | 'directory'> & {
  makeReport: MakeReport;
};

/** Returns the routes that the bearer of a share link reads. */
export function sharedRoutes({ makeReport, makeFunnel, narrow, directory }: SharedRoutes): Route[] {
  const common = { tag: 'Share links', scope: 'shared:read', method: 'get' } as const;

  /** Returns the share link of a request, and the part of the store that it opens. */
  async function shareOf({ id, reach }: Holder): Promise<{ share: Share; store: NarrowedStore }> {
    const store = narrow(reach);
    const share = await store.shares.get(id);
    if (!share) throw new Problem('unauthorized', 'This share link has been removed.');
    return { share, store };
  }

  /** Returns as `shareOf`. Rejects with `not_found` where the link shows something else. */
  async function shareThatShows(shows: Share['shows'], holder: Holder) {
    const found = await shareOf(holder);
    if (found.share.shows === shows) return found;
    throw new Problem(
      'not_found',
      `This share link shows no ${shows}: read /v1/shared/${found.share.shows}.`,
    );
  }

  return [
    route({
      ...common,
      path: '/v1/shared',
      summary: 'Return what the share link of this request shows',
      answers: { 200: { description: 'The share link', schema: sharedSchema } },
      handle: async (_input, { holder }) => {
        const { share, store } = await shareOf(holder);
        const { name, shows, query, expiresAt, provider: id } = share;
        const provider = { id, name: (await store.providers.get(id))?.name ?? '' };
        const timeZone = shows === 'report' ? (query.timeZone ?? timeZoneOf(directory, id)) : null;
        return { status: 200, body: { name, shows, query, expiresAt, provider, timeZone } };
      },
    }),
    route({
      ...common,
      path: '/v1/shared/calls',
      summary: 'List the calls of the share link of this request, the latest first',
      query: pageQuery,
      answers: { 200: { description: 'A page of calls', schema: pageOf(guestCallSchema) } },
      handle: async ({ query: page }, { holder }) => {
        const { share, store } = await shareThatShows('calls', holder);
        const saved = parseInput(SAVED.calls, { ...share.query, provider: share.provider });
        const { data, next } = await listCalls({ ...saved, ...page }, store, holder);
        return { status: 200, body: { data: data.map(guestCall), next } };
      },
    }),
    route({
      ...common,
      path: '/v1/shared/report',
      summary: 'Count the calls of the share link of this request',
      answers: { 200: { description: 'The rows and their total', schema: sharedReportSchema } },
      handle: async (_input, { holder }) => {
        const { share, store } = await shareThatShows('report', holder);
        const saved = parseInput(SAVED.report, { ...share.query, provider: share.provider });
        const timeZone = saved.timeZone ?? timeZoneOf(directory, share.provider);
        return { status: 200, body: withoutCursor(await reportOf(saved, timeZone, store, makeReport)) };
      },
    }),
    route({
      ...common,
      path: '/v1/shared/funnel',
      summary: 'Count the sessions and the calls of the report of the share link of this request',
      answers: { 200: { description: 'The counts', schema: sharedFunnelSchema } },
      handle: async (_input, { holder }) => {
        const { share, store } = await shareThatShows('report', holder);
        const saved = parseInput(SAVED.report, { ...share.query, provider: share.provider });
        const { by: _, timeZone = timeZoneOf(directory, share.provider), since, until, ...filters } = saved;
        const { provider, limit, ...only } = filters;
        if (!countsSessions(only)) return { status: 200, body: { total: null } };
        const { total } = await makeFunnel({ by: [], timeZone, since, until, provider, only, limit }, store);
        return { status: 200, body: { total } };
      },
    }),
  ];
}

function withoutCursor({ upTo: _, ...report }: Report): z.output<typeof sharedReportSchema> {
  return report;
}

/** Returns whether sessions are counted by each of the filters, as calls are. */
function countsSessions(filters: object): filters is FunnelValues {
  const dimensions: readonly string[] = FUNNEL_DIMENSIONS;
  return Object.keys(filters).every((name) => dimensions.includes(name));
}
