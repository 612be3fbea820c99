import { z } from 'zod';

/** The bucketing criteria of the patents' family: US10250556B2, claim 2. */
export const CRITERIA = ['source', 'medium', 'campaign', 'keyword', 'location'] as const;

export const criterionSchema = z.enum(CRITERIA);
export type Criterion = z.infer<typeof criterionSchema>;

/** What a page says of a session: criterion -> value. Criteria that the site does not use are ignored. */
export const bucketValuesSchema = z
  .partialRecord(criterionSchema, z.string().max(256))
  .meta({ description: 'Values of bucketing criteria', example: { source: 'google', medium: 'cpc' } });
export type BucketValues = z.infer<typeof bucketValuesSchema>;

/**
 * The bucket's identifier: the site's criteria with their values, as JSON, so that no value can run into the
 * next. Values that differ in case or white space only are equal; a missing value is an empty one.
 */
export function bucketId(criteria: readonly Criterion[], values: BucketValues): string {
  return JSON.stringify(canonicalValues(criteria, values));
}

/** The values that make up the identifier, each criterion of the site present, in the site's order. */
export function canonicalValues(
  criteria: readonly Criterion[],
  values: BucketValues,
): Record<string, string> {
  const canonical: Record<string, string> = {};
  for (const criterion of criteria) canonical[criterion] = fold(values[criterion] ?? '');
  return canonical;
}

/** Most values are as they should be: printable ASCII without capitals and blanks. */
const FOLDED = /^[!-@[-~]*$/;

function fold(value: string): string {
  if (FOLDED.test(value)) return value;
  return value.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
