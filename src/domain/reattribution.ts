/** A period whose calls are attributed anew. */
import { z } from 'zod';

export const reattributionSchema = z
  .object({
    id: z.string(),
    provider: z.string(),
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    state: z.enum(['waiting', 'running', 'done']),
    done: z.number().int().meta({ description: 'Calls looked at so far, the latest first' }),
    changed: z.number().int().meta({ description: 'Of these, calls whose attribution was replaced' }),
    kept: z.number().int().meta({
      description: 'Of these, calls left alone because somebody had corrected them',
    }),
    reached: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'The time of the call looked at last; it goes from `until` to `since`' }),
    cursor: z.string().nullable().meta({ description: 'The call looked at last' }),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Reattribution' });
export type Reattribution = z.infer<typeof reattributionSchema>;
