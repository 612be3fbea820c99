import { z } from 'zod';

/** The bucketing criteria of the patents' family: US10250556B2, claim 2. */
export const CRITERIA = ['source', 'medium', 'campaign', 'keyword', 'location'] as const;

export const criterionSchema = z.enum(CRITERIA);
export type Criterion = z.infer<typeof criterionSchema>;

/** The values of a session that a page reports, by criterion. Criteria that the site does not use are ignored. */
export const bucketValuesSchema = z
  .partialRecord(criterionSchema, z.string().max(256))
  .meta({ description: 'Values of bucketing criteria', example: { source: 'google', medium: 'cpc' } });
export type BucketValues = z.infer<typeof bucketValuesSchema>;

/**
 * Returns the bucket's identifier: the site's criteria with their values, as JSON, so that no value can run into the
 * next. Values that differ only in case or white space are equal. A missing value counts as empty.
 */
export function bucketId(criteria: readonly Criterion[], values: BucketValues): string {
  return JSON.stringify(canonicalValues(criteria, values));
}

/** Returns the values of the identifier: one for each criterion of the site, in the site's order. */
export function canonicalValues(
  criteria: readonly Criterion[],
  values: BucketValues,
): Record<string, string> {
  const canonical: Record<string, string> = {};
  for (const criterion of criteria) canonical[criterion] = fold(values[criterion] ?? '');
  return canonical;
}

/** A character may be three in lower case and in the normal form. */
const idValuesSchema = z.partialRecord(criterionSchema, z.string().max(3 * 256));

/** The longest identifier: each criterion has 256 characters, and JSON may write each as six. */
export const MAX_BUCKET_ID_CHARS = 10_000;

/**
 * Returns the values of an identifier. Returns null for a text that is not the canonical identifier of a bucket, by any
 * criteria in any order.
 */
export function parseBucketId(id: string): BucketValues | null {
  let values: unknown;
  try {
    values = JSON.parse(id);
  } catch {
    return null;
  }
  const parsed = idValuesSchema.safeParse(values);
  if (!parsed.success) return null;
  return bucketId(criteriaOf(parsed.data), parsed.data) === id ? parsed.data : null;
}

/** Returns the criteria of the values, in their order. */
export function criteriaOf(values: BucketValues): Criterion[] {
  return Object.keys(values) as Criterion[];
}

/** Most values need no folding: printable ASCII without capitals and blanks. */
const FOLDED = /^[!-@[-~]*$/;

function fold(value: string): string {
  if (FOLDED.test(value)) return value;
  return value.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
}
