/** A reattribution: a run that attributes the calls of a period again. */
import { z } from 'zod';

export const reattributionSchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    state: z.enum(['waiting', 'running', 'done']),
    done: z.number().int().meta({ description: 'Calls that were processed so far, the latest first' }),
    changed: z.number().int().meta({ description: 'Processed calls whose attribution was replaced' }),
    kept: z.number().int().meta({
      description: 'Processed calls that were skipped because a person had corrected them',
    }),
    reached: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'The time of the last processed call; the run goes from `until` to `since`' }),
    cursor: z.string().nullable().meta({ description: 'The last processed call' }),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Reattribution' });
export type Reattribution = z.infer<typeof reattributionSchema>;
