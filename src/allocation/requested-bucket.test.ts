import { describe, expect, it } from 'vitest';
import { type BucketValues, type Criterion, bucketId as idOf } from '../domain/bucket.ts';
import { requestedBucket } from './requested-bucket.ts';

const CRITERIA: Criterion[] = ['source', 'medium'];
type Wish = { bucket?: BucketValues; bucketId?: string };

const GOOGLE = '{"source":"google","medium":"cpc"}';

describe('the bucket of a request', () => {
  /** The request of values, of an identifier, or of both. */
  const requestOf = ({ bucket, bucketId }: Wish): Parameters<typeof requestedBucket>[0] => ({
    bucket: bucket ?? bucketId ?? {},
    context: { clickIds: {}, values: {}, ...(bucket && { bucketId }) },
  });

  it.each<[string, Wish, BucketValues]>([
    ['values alone', { bucket: { source: 'Google' } }, { source: 'Google' }],
    ['an identifier alone', { bucketId: GOOGLE }, { source: 'google', medium: 'cpc' }],
    [
      'both, the values as they were written',
      { bucket: { medium: ' CPC', source: 'Google' }, bucketId: GOOGLE },
      { medium: ' CPC', source: 'Google' },
    ],
    [
      'both by the criteria that the site had before',
      { bucket: { campaign: 'May' }, bucketId: '{"campaign":"may"}' },
      { campaign: 'May' },
    ],
    [
      'a value that is longer in lower case',
      { bucket: { source: 'İ'.repeat(256) }, bucketId: `{"source":"${'i̇'.repeat(256)}"}` },
      { source: 'İ'.repeat(256) },
    ],
    ['a missing value', { bucket: { source: 'x' }, bucketId: '{"source":"x","medium":""}' }, { source: 'x' }],
  ])('comes from %s', (_of, request, values) => {
    expect(requestedBucket(requestOf(request), CRITERIA)).toEqual(values);
  });

  it.each<[string, Wish]>([
    ['of other values', { bucket: { source: 'bing', medium: 'cpc' }, bucketId: GOOGLE }],
    ['with a value that the page did not report', { bucket: { source: 'google' }, bucketId: GOOGLE }],
    ['that is not folded', { bucketId: '{"source":"Google","medium":"cpc"}' }],
    [
      'that is not folded, though its values are the same',
      { bucket: { source: 'A' }, bucketId: '{"source":"A"}' },
    ],
    ['with blanks in its JSON', { bucketId: '{"source": "google", "medium": "cpc"}' }],
    ['in another order, alone', { bucketId: '{"medium":"cpc","source":"google"}' }],
    ['by other criteria, alone', { bucketId: '{"campaign":"may"}' }],
    ['by an unknown criterion', { bucket: {}, bucketId: '{"weather":"fine"}' }],
    ['that is no JSON', { bucketId: 'google' }],
    ['that is no object', { bucketId: '["google"]' }],
    ['that is null', { bucketId: 'null' }],
    ['of a number', { bucketId: '{"source":1,"medium":""}' }],
    ['with a criterion twice', { bucketId: '{"source":"a","source":"google","medium":"cpc"}' }],
  ])('is refused for an identifier %s', (_of, request) => {
    expect(() => requestedBucket(requestOf(request), CRITERIA)).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });

  it.each([
    'Google',
    '  Zoë’s  «été» ',
    'e\u0301',
    'ΣΊΣΥΦΟΣ',
    'İstanbul',
    '"},{"',
    'a|b',
    '\ud83d',
    '\u00a0x\u2003y',
  ])('takes the canonical identifier of %j', (source) => {
    const bucketId = idOf(CRITERIA, { source, medium: 'CPC' });
    const bucket = { source, medium: 'CPC' };
    expect(requestedBucket(requestOf({ bucket, bucketId }), CRITERIA)).toEqual(bucket);
  });
});
