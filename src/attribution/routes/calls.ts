import { z } from 'zod';
import { callTagSchema } from '../../domain/annotation.ts';
import { type Call, callOutcomeSchema } from '../../domain/call.ts';
import { type CallView, callViewSchema } from '../../domain/call-view.ts';
import type { Holder, Sender } from '../../domain/holder.ts';
import { numberFrom, withoutNumbers } from '../../domain/phone.ts';
import { misfit, Problem } from '../../domain/problem.ts';
import { timeZoneSchema } from '../../domain/schedule.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { booleanInQuery, decimalInQuery, momentInQuery, numberInQuery } from '../../kernel/query.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import type { CallFilter, Narrow, NarrowedStore, Page } from '../../store/port.ts';
import { type HoursOfWeek, hoursWithin } from '../hours-of-week.ts';
import { viewCalls } from './call-view.ts';

const NUMBER =
  "A number in any common spelling: international, or with `provider` as in the provider's `country`";

const UNKNOWN = 'An empty value finds calls without one.';

/** The parameters that narrow calls by their attribution. */
const visitQuery = z.object({
  source: z
    .string()
    .max(256)
    .optional()
    .meta({ description: `The exact source. ${UNKNOWN}` }),
  medium: z
    .string()
    .max(256)
    .optional()
    .meta({ description: `The exact medium. ${UNKNOWN}` }),
  campaign: z
    .string()
    .max(256)
    .optional()
    .meta({ description: `The exact campaign. ${UNKNOWN}` }),
  keyword: z
    .string()
    .max(256)
    .optional()
    .meta({ description: `The exact keyword. ${UNKNOWN}` }),
  channel: z
    .string()
    .max(64)
    .optional()
    .meta({ description: `The channel. ${UNKNOWN}` }),
  page: z
    .string()
    .max(2048)
    .optional()
    .meta({ description: `The landing page, without query and fragment. ${UNKNOWN}` }),
  location: z
    .string()
    .max(256)
    .optional()
    .meta({ description: `The exact location of the visitor. ${UNKNOWN}` }),
});

/** The query of the list of calls. */
export const callsQuery = pageQuery.extend({
  provider: z.string().max(64).optional(),
  site: z.string().max(64).optional(),
  to: numberInQuery.optional().meta({ description: NUMBER }),
  from: numberInQuery.optional().meta({
    description: `The caller, or the last four digits of the number. ${NUMBER}`,
  }),
  endpoint: z.string().max(64).optional(),
  outcome: callOutcomeSchema.optional(),
  since: momentInQuery.optional(),
  until: momentInQuery.optional(),
  ...visitQuery.shape,
  attributed: booleanInQuery.optional().meta({
    description: '`true`: attributed to a session or bucket. `false`: attributed to nobody.',
  }),
  band: decimalInQuery(z.number().int().min(0).max(9))
    .optional()
    .meta({ description: 'The tenth of the confidence: 9 finds attributed calls with 0.9 or more' }),
  firstTime: booleanInQuery.optional().meta({
    description:
      'Whether it is the first call of its caller to the provider. Calls of anonymous callers are neither.',
  }),
  returned: booleanInQuery.optional().meta({
    description:
      'Of the calls that nobody answered: `false` finds those without a later call of the caller that was answered, and without a call back (`calledBackAt`). `true` finds the others. Calls of anonymous callers are neither.',
  }),
  tag: callTagSchema.optional(),
  spam: booleanInQuery.optional(),
  qualified: booleanInQuery.optional().meta({
    description: 'Whether the call was reported as a good lead. Calls without a report are neither.',
  }),
  minValue: decimalInQuery(z.number().min(0)).optional().meta({ description: 'The least value of the call' }),
  weekday: decimalInQuery(z.number().int().min(1).max(7)).optional().meta({
    description:
      'The day of the week, from 1 for Monday to 7 for Sunday. It needs `since` and `until`, at most 100 days apart.',
  }),
  hourOfDay: decimalInQuery(z.number().int().min(0).max(23))
    .optional()
    .meta({ description: 'The hour of the day, from 0 to 23. It needs `since` and `until` too.' }),
  timeZone: timeZoneSchema
    .optional()
    .meta({ description: 'The time zone of `weekday` and `hourOfDay`. Default: UTC' }),
});

/** Returns the page of calls that a query finds for its holder. */
export async function listCalls(
  { limit, after, from, to, weekday, hourOfDay, timeZone, ...filter }: z.output<typeof callsQuery>,
  store: NarrowedStore,
  holder: Sender,
): Promise<{ data: CallView[]; next: string | null }> {
  const { provider, tag } = filter;
  if (tag !== undefined && !holder.scopes.has('callers:read') && withoutNumbers(tag) !== tag)
    throw misfit([{ pointer: '/tag', detail: 'must hold no number: the key does not show callers' }]);
  const country = provider === undefined ? undefined : (await store.providers.get(provider))?.country;
  const numbers = { to: spelled(to, country), ...callerFilter(spelled(from, country), holder) };
  const wanted = { ...filter, ...numbers };
  const hours = { weekday, hourOfDay, timeZone };
  const calls =
    weekday === undefined && hourOfDay === undefined
      ? await store.calls.list({ limit, after }, wanted)
      : await listHours(store.calls, { limit, after }, wanted, hours);
  return page(await viewCalls(store, calls, holder), limit);
}

/** Lists a page of the calls of some hours of the week, part by part of the period. */
async function listHours(
  calls: NarrowedStore['calls'],
  { limit, after }: Page,
  filter: CallFilter,
  hours: HoursOfWeek,
): Promise<Call[]> {
  const found: Call[] = [];
  for (const range of hoursWithin(filter, hours)) {
    found.push(...(await calls.list({ limit: limit - found.length, after }, { ...filter, ...range })));
    if (found.length >= limit) break;
  }
  return found;
}

/** The only part of a number by which a masked caller is found. */
export const LAST_DIGITS = /^\d{4}$/;

/** Returns the routes that show calls to consumers. */
export function callRoutes(narrow: Narrow): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/calls',
      tag: 'Calls',
      summary: 'List calls, the latest first',
      scope: 'calls:read',
      isShared: true,
      showsCallers: 'by scope',
      query: callsQuery,
      answers: { 200: { description: 'A page of calls', schema: pageOf(callViewSchema) } },
      handle: async ({ query }, { holder }) => ({
        status: 200,
        body: await listCalls(query, narrow(holder.reach), holder),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/calls/{id}',
      tag: 'Calls',
      summary: 'Get a call',
      scope: 'calls:read',
      showsCallers: 'by scope',
      params: idParams,
      answers: { 200: { description: 'The call', schema: callViewSchema } },
      handle: async ({ params }, { holder }) => {
        const store = narrow(holder.reach);
        const call = await store.calls.get(params.id);
        if (!call) throw new Problem('not_found', `There is no call ${params.id}.`);
        const [body] = await viewCalls(store, [call], holder);
        return { status: 200, body };
      },
    }),
  ];
}

/** Returns a number of a query in E.164, in whatever spelling it came. Other text stays: a SIP address, or the hash of a caller. */
function spelled(text: string | undefined, country: string | null | undefined): string | undefined {
  return text && (numberFrom(text, country ?? null) ?? text);
}

/** Returns the filter by caller. Throws where a holder who sees only the last four digits asks for more of a number. */
function callerFilter(
  from: string | undefined,
  { scopes }: Pick<Holder, 'scopes'>,
): Pick<CallFilter, 'from' | 'fromEnd'> {
  if (from !== undefined && LAST_DIGITS.test(from)) return { fromEnd: from };
  if (from === undefined || scopes.has('callers:read')) return { from };
  throw misfit([{ pointer: '/from', detail: 'must be the last four digits: the key does not show callers' }]);
}
