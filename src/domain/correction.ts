import { z } from 'zod';
import { attributionSchema } from './attribution.ts';

/** A person's correction of an attribution. */
export const correctionSchema = z
  .strictObject({
    to: attributionSchema.shape.to,
    session: z.string().min(1).max(128).optional().meta({ description: 'The session, with `to: session`' }),
    site: z.string().min(1).max(64).optional().meta({
      description: 'The site of the session; missing: the site of the call',
    }),
    bucket: z
      .record(z.string().min(1).max(32), z.string().max(256))
      .optional()
      .meta({ description: 'The values of the bucket, with `to: bucket`', example: { source: 'print' } }),
    reason: z.string().trim().min(1).max(1000).meta({
      description: 'The reason, which becomes the evidence',
    }),
  })
  .refine(({ to, session }) => (to === 'session') === (session !== undefined), {
    message: 'is required with `to: session`, and allowed only there',
    path: ['session'],
  })
  .refine(({ to, bucket }) => (to === 'bucket') === Object.keys(bucket ?? {}).length > 0, {
    message: 'is required with `to: bucket`, and allowed only there',
    path: ['bucket'],
  })
  .meta({ id: 'Correction' });
export type Correction = z.infer<typeof correctionSchema>;
