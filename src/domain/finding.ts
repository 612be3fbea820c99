/** A finding: one fact that explains an attribution, as a code with its figures. */
import { z } from 'zod';

const FINDING_CODES = [
  'not_of_a_pool',
  'to_endpoint_of_caller',
  'to_endpoint_of_visitors',
  'overflow_number',
  'pinned',
  'shown_to_nobody',
  'shown_at_call',
  'shown_before_call',
  'page_open',
  'rate_of_open_page',
  'rate_of_left_page',
  'intent',
  'tap',
  'known_caller',
  'same_region',
  'other_region',
  'visitor_probability',
  'bucket_over_threshold',
  'bucket_without_free_number',
  'bucket_by_network',
  'bucket_of_all',
  'other_visitors',
  'other_visitors_and_more',
  'nobody_probability',
  'to_session',
  'to_bucket',
  'to_bucket_of_number',
  'to_nobody',
  'to_nobody_of_number',
  'provisional',
  'corrected',
] as const;

export const findingSchema = z
  .object({
    code: z.enum(FINDING_CODES),
    facts: z.record(z.string(), z.union([z.number(), z.string()])).meta({
      description: 'The figures of the sentence: seconds, probabilities from 0 to 1, ratios, counts',
      example: { seconds: 42 },
    }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;
