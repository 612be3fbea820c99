import { z } from 'zod';
import { attributionSchema } from './attribution.ts';

/** Where a call came from, by somebody who knows better. */
export const correctionSchema = z
  .strictObject({
    to: attributionSchema.shape.to,
    session: z.string().min(1).max(128).optional().meta({ description: 'With `to: session`: which' }),
    site: z.string().min(1).max(64).optional().meta({
      description: "With a session: the site it was on; left out: the call's own",
    }),
    bucket: z
      .record(z.string().min(1).max(32), z.string().max(256))
      .optional()
      .meta({ description: 'With `to: bucket`: its values', example: { source: 'print' } }),
    reason: z.string().trim().min(1).max(1000).meta({
      description: 'Why, in words; it becomes the evidence',
    }),
  })
  .refine(({ to, session }) => (to === 'session') === (session !== undefined), {
    message: 'is needed with `to: session`, and there alone',
    path: ['session'],
  })
  .refine(({ to, bucket }) => (to === 'bucket') === Object.keys(bucket ?? {}).length > 0, {
    message: 'is needed with `to: bucket`, and there alone',
    path: ['bucket'],
  })
  .meta({ id: 'Correction' });
export type Correction = z.infer<typeof correctionSchema>;
