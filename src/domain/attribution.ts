/** Which session or bucket a call came from. */
import { z } from 'zod';

export const candidateSchema = z
  .object({
    to: z.enum(['session', 'bucket']),
    session: z.string().nullable(),
    bucket: z.record(z.string(), z.string()).nullable(),
    link: z.string(),
    probability: z.number().min(0).max(1),
  })
  .meta({ id: 'Candidate' });

export const attributionSchema = z
  .object({
    id: z.string(),
    call: z.string(),
    provider: z.string().nullable(),
    site: z.string().nullable(),
    endpoint: z.string().nullable(),
    to: z.enum(['session', 'bucket', 'none']),
    session: z.string().nullable(),
    visitor: z.string().nullable(),
    bucket: z.record(z.string(), z.string()).nullable().meta({
      description: "The bucket's criteria and values, when the call is attributed to a bucket",
    }),
    source: z.string().nullable(),
    medium: z.string().nullable(),
    campaign: z.string().nullable(),
    keyword: z.string().nullable(),
    landingPage: z.string().nullable(),
    confidence: z.number().min(0).max(1),
    candidates: z
      .array(candidateSchema)
      .meta({ description: 'All that came into question, the likeliest first' }),
    evidence: z.array(z.string()).meta({ description: 'The reasons, in sentences' }),
    rung: z
      .enum(['session', 'bucket', 'overflow', 'pinned', 'none'])
      .meta({ description: 'How the number had been given' }),
    replaces: z.string().nullable().meta({ description: 'The attribution that this one corrects' }),
    at: z.date().meta({ description: 'When the call came in' }),
  })
  .meta({ id: 'Attribution' });
export type Attribution = z.infer<typeof attributionSchema>;
