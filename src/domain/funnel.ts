/** The funnel from sessions to qualified calls. */
import { z } from 'zod';
import { VISIT_MEASURES } from './visit-slot.ts';

/** The dimensions by which both sessions and calls are counted. */
export const FUNNEL_DIMENSIONS = ['provider', 'site', 'source', 'medium', 'campaign', 'channel'] as const;
export type FunnelDimension = (typeof FUNNEL_DIMENSIONS)[number];
export type FunnelValues = Partial<Record<FunnelDimension, string | null>>;
export const FUNNEL_TIMES = ['day', 'week', 'month'] as const;
export type FunnelTime = (typeof FUNNEL_TIMES)[number];

/** The counts of the funnel, in its order. */
export const FUNNEL_COUNTS = [...VISIT_MEASURES, 'calls', 'answered', 'qualified'] as const;

const count = z.number().int();
export const funnelCountsSchema = z
  .object({
    sessions: count.meta({
      description: 'Sessions that requested a number, by the time of their first request',
    }),
    shown: count.meta({ description: 'Those of the sessions that were shown a number' }),
    tapped: count.meta({ description: 'Those of the sessions that tapped the number' }),
    calls: count.meta({ description: 'Calls, each by its latest attribution' }),
    answered: count,
    qualified: count.meta({ description: 'Calls that were reported as good leads' }),
  })
  .meta({ id: 'FunnelCounts' });
export type FunnelCounts = z.infer<typeof funnelCountsSchema>;

export const funnelSchema = z
  .object({
    data: z.array(funnelCountsSchema.extend({ by: z.record(z.string(), z.string().nullable()) })),
    total: funnelCountsSchema,
    isComplete: z.boolean().meta({ description: 'false: the report has more rows than `limit`' }),
    upTo: z.string().meta({ description: 'The cursor of the feed up to which all attributions are counted' }),
  })
  .meta({ id: 'FunnelReport' });
export type Funnel = z.infer<typeof funnelSchema>;

export const NO_COUNTS: FunnelCounts = {
  sessions: 0,
  shown: 0,
  tapped: 0,
  calls: 0,
  answered: 0,
  qualified: 0,
};
