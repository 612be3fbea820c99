import {
  type BucketValues,
  bucketId as bucketIdOf,
  type Criterion,
  criteriaOf,
  parseBucketId,
} from '../domain/bucket.ts';
import { Problem } from '../domain/problem.ts';
import type { AllocationRequest } from './schema.ts';

/**
 * Returns the values of the request's bucket. Throws `invalid_request` where the identifier is not canonical, or differs
 * from the values. A script that the browser cached before the site's criteria changed sends values and identifier by the
 * former criteria. That is no error: the gateway forms the bucket from the values.
 */
export function requestedBucket(
  { bucket, context }: Pick<AllocationRequest, 'bucket' | 'context'>,
  criteria: readonly Criterion[],
): BucketValues {
  if (typeof bucket === 'string') return valuesOfId(bucket, criteria);
  const id = context?.bucketId;
  if (id === undefined) return bucket;
  const formed = parseBucketId(id);
  if (formed && bucketIdOf(criteriaOf(formed), bucket) === id) return bucket;
  throw refused('/context/bucketId', 'must be the identifier of the values in `bucket`');
}

/**
 * Adds the visitor's place where it is a criterion and neither page nor server has named it.
 * @param place looks the place up; an empty text means that it is unknown
 */
export function withPlace(
  values: BucketValues,
  criteria: readonly Criterion[],
  place: () => string,
): BucketValues {
  if (values.location?.trim() || !criteria.includes('location')) return values;
  const location = place();
  return location ? { ...values, location } : values;
}

function valuesOfId(id: string, criteria: readonly Criterion[]): BucketValues {
  const values = parseBucketId(id);
  if (values && criteriaOf(values).join() === criteria.join()) return values;
  const form = bucketIdOf(criteria, {});
  throw refused('/bucket', `must be an identifier of the form ${form}, with values in lower case`);
}

function refused(pointer: string, detail: string): Problem {
  return new Problem('invalid_request', `${pointer}: ${detail}`, { errors: [{ pointer, detail }] });
}
