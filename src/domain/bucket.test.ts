import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketId, bucketValuesSchema, CRITERIA, canonicalValues } from './bucket.ts';

const values = fc.record(
  Object.fromEntries(CRITERIA.map((criterion) => [criterion, fc.string({ maxLength: 12 })])),
  { requiredKeys: [] },
);
const criteria = fc.shuffledSubarray([...CRITERIA], { minLength: 1 });

describe('a bucket’s identifier', () => {
  it('is equal exactly when the folded values of the site’s criteria are equal', () => {
    const fold = (text = '') => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
    fc.assert(
      fc.property(criteria, values, values, (used, a, b) => {
        const areEqual = used.every((criterion) => fold(a[criterion]) === fold(b[criterion]));
        expect(bucketId(used, a) === bucketId(used, b)).toBe(areEqual);
      }),
    );
  });

  it('does not depend on case, extra spaces or the encoding of an accent', () => {
    const id = bucketId(['source', 'medium'], { source: 'Café  Paris', medium: 'CPC' });
    expect(bucketId(['source', 'medium'], { medium: ' cpc\t', source: 'cafe\u0301 paris ' })).toBe(id);
    expect(bucketId(['source', 'medium'], { source: 'cafe paris', medium: 'cpc' })).not.toBe(id);
  });

  it('never joins two values into those of another bucket', () => {
    const used = ['source', 'medium'] as const;
    const pairs = [
      ['a|b', 'c'],
      ['a', 'b|c'],
      ['a","b', 'c'],
      ['a', 'b","c'],
      ['ab', 'c'],
      ['', 'abc'],
      ['abc', ''],
    ];
    const ids = pairs.map(([source = '', medium = '']) => bucketId(used, { source, medium }));
    expect(new Set(ids).size).toBe(pairs.length);
  });

  it('holds every criterion of the site, with an empty text for a missing value, and no other criterion', () => {
    expect(canonicalValues(['medium', 'source'], { source: 'X', campaign: 'ignored' })).toEqual({
      medium: '',
      source: 'x',
    });
    expect(bucketId(['source'], {})).toBe(bucketId(['source'], { source: ' ' }));
  });
});

describe('a bucket’s values', () => {
  it('are short texts of the five criteria', () => {
    expect(bucketValuesSchema.safeParse({ source: 'google', location: 'US' }).success).toBe(true);
    expect(bucketValuesSchema.safeParse({}).success).toBe(true);
    for (const wrong of [{ colour: 'red' }, { source: 1 }, { source: 'x'.repeat(257) }, [], 'google', null])
      expect(bucketValuesSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  });
});
