import { z } from 'zod';
import type { Pool } from '../../domain/model.ts';
import type { Slots } from '../../domain/pool-use.ts';
import { misfit, Problem } from '../../domain/problem.ts';
import type { Reach } from '../../domain/reach.ts';
import { page, pageOf, pageQuery } from '../../kernel/page.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';
import type { Store } from '../../store/port.ts';
import { poolHistory } from '../pool-history.ts';
import { type PoolState, poolStateSchema } from '../pool-state.ts';

const STEP_MS = { quarter: 900_000, hour: 3_600_000, day: 86_400_000 } as const;
const DAY_MS = STEP_MS.day;
const MAX_SLOTS = 1000;

const statesQuery = pageQuery.extend({ provider: z.string().max(64).optional() });

const historyQuery = z.object({
  since: z.iso.datetime().optional().meta({ description: 'Seven days before `until`, unless set' }),
  until: z.iso.datetime().optional().meta({ description: 'Now, unless set' }),
  step: z
    .enum(['quarter', 'hour', 'day'])
    .default('hour')
    .meta({
      description: `The length of a slot. At most ${MAX_SLOTS} slots are returned.`,
    }),
});

const slotSchema = z.object({
  at: z.iso.datetime(),
  linked: z.number().int().meta({ description: 'The most numbers that were linked at one time of the slot' }),
  linkedToSessions: z
    .number()
    .int()
    .meta({ description: 'Those that were linked to a session at that time' }),
  linkedToBuckets: z.number().int().meta({ description: 'Those that were linked to a bucket at that time' }),
  startedForSessions: z.number().int(),
  startedForBuckets: z.number().int(),
  activeSessions: z.number().int().nullable().meta({
    description: 'The most active sessions at the start of a link. null: no link started.',
  }),
  threshold: z.number().int().nullable().meta({ description: 'The threshold at that time' }),
});

const historySchema = z
  .object({ pool: z.string(), step: historyQuery.shape.step, data: z.array(slotSchema) })
  .meta({ id: 'PoolHistory' });

/** Returns the routes that show a pool's state, now and over time. */
export function poolStateRoutes(
  stateOf: (pool: string, site?: string) => Promise<PoolState>,
  directory: Pick<Directory, 'get' | 'all' | 'numbersOf'>,
  history: Pick<Store['history'], 'linksOf'>,
  now: () => Date,
): Route[] {
  function requirePool(id: string, reach: Reach): void {
    if (!new VisibleRecords(directory, reach).find('pools', id))
      throw new Problem('not_found', `There is no pool ${id}.`);
  }

  /** Returns a page of the pools of the provider, or of all that the request may see, in the order of their ids. */
  function listPools({ provider, limit, after = '' }: z.infer<typeof statesQuery>, reach: Reach): Pool[] {
    return [...directory.all('pools')]
      .filter((pool) => reach.sees(pool.provider) && (provider ?? pool.provider) === pool.provider)
      .filter(({ id }) => id > after)
      .sort((one, other) => (one.id < other.id ? -1 : 1))
      .slice(0, limit);
  }

  return [
    route({
      method: 'get',
      path: '/v1/pool-states',
      tag: 'Setting up',
      summary: 'List the states of pools: all that one screen shows, by one request',
      scope: 'setup:read',
      isShared: true,
      query: statesQuery,
      answers: { 200: { description: 'The pools’ states', schema: pageOf(poolStateSchema) } },
      handle: async ({ query }, { holder }) => {
        const pools = listPools(query, holder.reach);
        const { next } = page(pools, query.limit);
        return { status: 200, body: { data: await Promise.all(pools.map(({ id }) => stateOf(id))), next } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/pools/{id}/state',
      tag: 'Setting up',
      summary:
        'Get a pool’s state: numbers, links, active sessions, mode, rates, and the time at which it runs out',
      scope: 'setup:read',
      params: idParams,
      query: z.object({
        site: z.string().max(64).optional().meta({
          description: 'The site whose sessions are counted, where the provider counts each site apart',
        }),
      }),
      answers: { 200: { description: 'The pool’s state', schema: poolStateSchema } },
      handle: async ({ params: { id }, query }, { holder }) => {
        requirePool(id, holder.reach);
        return { status: 200, body: await stateOf(id, query.site) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/pools/{id}/history',
      tag: 'Setting up',
      summary: 'Get a pool’s use over time: linked numbers, started links, active sessions and the threshold',
      scope: 'setup:read',
      params: idParams,
      query: historyQuery,
      answers: { 200: { description: 'The pool’s use, the oldest slot first', schema: historySchema } },
      handle: async ({ params: { id }, query }, { holder }) => {
        requirePool(id, holder.reach);
        const data = await poolHistory(directory, history, id, slotsOf(query, now()));
        return { status: 200, body: { pool: id, step: query.step, data } };
      },
    }),
  ];
}

/** Returns the slots of a query. They begin at whole steps, by UTC. */
function slotsOf({ since, until, step }: z.infer<typeof historyQuery>, now: Date): Slots {
  const stepMs = STEP_MS[step];
  const end = until ? new Date(until) : now;
  const begin = since ? new Date(since).getTime() : end.getTime() - 7 * DAY_MS;
  const slots = { since: new Date(Math.floor(begin / stepMs) * stepMs), until: end, stepMs };
  if ((end.getTime() - slots.since.getTime()) / stepMs > MAX_SLOTS)
    throw misfit([{ pointer: '/since', detail: `must be at most ${MAX_SLOTS} slots before until` }]);
  return slots;
}
