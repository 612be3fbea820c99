import { z } from 'zod';
import {
  MAX_PLANNED_NUMBERS,
  numbersFor,
  type PlanPoint,
  planAt,
  planCurve,
} from '../../domain/pool-plan.ts';
import { Problem } from '../../domain/problem.ts';
import { decimalInQuery } from '../../kernel/query.ts';
import { idParams, type Route, route } from '../../kernel/route.ts';
import { type Directory, VisibleRecords } from '../../registry/port.ts';
import { type MeasuredTraffic, measureTraffic, type PlanStore } from '../pool-plan.ts';
import { isUsable } from '../settings.ts';

const HOURS_A_MONTH = 730;

const share = z.number().min(0).max(1);

const planQuery = z.object({
  sessionsPerHour: decimalInQuery(z.number().min(0).max(1_000_000))
    .optional()
    .meta({ description: 'Plans for this many sessions an hour. Without it the last week is measured.' }),
  holdSeconds: decimalInQuery(z.number().min(1).max(86_400)).optional().meta({
    description: 'The mean time for which a session holds its number. Without it this is measured.',
  }),
  callsPerSession: decimalInQuery(share)
    .optional()
    .meta({ description: 'The share of the sessions that call. Without it the fitted model says it.' }),
  target: decimalInQuery(share)
    .optional()
    .meta({ description: 'The share of calls that should name the right session', example: 0.9 }),
  price: decimalInQuery(z.number().min(0).max(1_000_000))
    .optional()
    .meta({ description: 'What one number costs a month, in any currency' }),
});

const pointSchema = z.object({
  numbers: z.number().int(),
  exclusive: share.meta({ description: 'The share of sessions that get a number of their own' }),
  shared: share.meta({ description: 'The share of sessions that share the number of their bucket' }),
  exact: share.meta({ description: 'The share of calls that name the right session' }),
  rightBucket: share.meta({ description: 'The share of calls that name the right bucket' }),
  gain: z.number().meta({
    description: 'How many more calls a month would name the right session with one number more',
  }),
  cost: z.number().nullable().meta({ description: 'A month of these numbers; null: `price` is missing' }),
});

const planSchema = z
  .object({
    pool: z.string(),
    traffic: z.object({
      since: z.iso.datetime(),
      until: z.iso.datetime(),
      sessionsPerHour: z.number(),
      peakPerHour: z.number().meta({ description: 'The sessions an hour of the busiest quarter of an hour' }),
      holdSeconds: z.number(),
      callsPerSession: z.number(),
      callsPerMonth: z.number(),
      onPage: share.meta({ description: 'The share of calls that come while the page is open' }),
      isFitted: z.boolean().meta({
        description:
          'Whether the times of calls are those of the provider’s own callers. Otherwise published ones stand for them.',
      }),
    }),
    now: pointSchema.meta({ description: 'The pool with the numbers that it has' }),
    points: z.array(pointSchema).meta({ description: 'The curve, the fewest numbers first' }),
    target: z
      .object({
        exact: share,
        numbers: z
          .number()
          .int()
          .nullable()
          .meta({
            description: `The fewest numbers that reach it; null: more than ${MAX_PLANNED_NUMBERS.toLocaleString('en')}`,
          }),
      })
      .nullable(),
  })
  .meta({ id: 'PoolPlan' });

/** Returns the route that says how many numbers a pool needs. */
export function poolPlanRoute(
  directory: Pick<Directory, 'get' | 'all' | 'numbersOf'>,
  store: PlanStore,
  now: () => Date,
): Route {
  return route({
    method: 'get',
    path: '/v1/pools/{id}/plan',
    tag: 'Setting up',
    summary:
      'Plan a pool: how many visitors share a number and how many calls are exact, by the count of numbers',
    scope: 'setup:read',
    params: idParams,
    query: planQuery,
    answers: { 200: { description: 'The plan', schema: planSchema } },
    handle: async ({ params: { id }, query: { target, price = null, ...typed } }, { holder }) => {
      const pool = new VisibleRecords(directory, holder.reach).find('pools', id);
      if (!pool) throw new Problem('not_found', `There is no pool ${id}.`);
      const traffic = await measureTraffic(pool, directory, store, now(), typed);
      const figures = figuresOf(traffic);
      const numbers = directory.numbersOf(id).filter(isUsable).length;
      const shown = (point: PlanPoint) => ({
        ...point,
        gain: figures.callsPerMonth * (planAt(traffic, point.numbers + 1).exact - point.exact),
        cost: price === null ? null : price * point.numbers,
      });
      return {
        status: 200,
        body: {
          pool: id,
          traffic: figures,
          now: shown(planAt(traffic, numbers)),
          points: planCurve(traffic, numbers).map(shown),
          target: target === undefined ? null : { exact: target, numbers: numbersFor(traffic, target) },
        },
      };
    },
  });
}

function figuresOf({ quarters, since, until, holdSeconds, isFitted, law }: MeasuredTraffic) {
  const sessions = quarters.reduce((sum, count) => sum + count, 0);
  const sessionsPerHour = quarters.length > 0 ? (4 * sessions) / quarters.length : 0;
  return {
    ...{ since: since.toISOString(), until: until.toISOString() },
    ...{ sessionsPerHour, peakPerHour: 4 * Math.max(0, ...quarters), holdSeconds, isFitted },
    ...{ callsPerSession: law.callsPerSession, onPage: law.onPage },
    callsPerMonth: sessionsPerHour * HOURS_A_MONTH * law.callsPerSession,
  };
}
