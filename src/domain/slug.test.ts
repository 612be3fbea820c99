import { describe, expect, it } from 'vitest';
import { slugFrom, slugSchema, slugsOf } from './slug.ts';

const free = new Set<string>();

describe('a slug from a name', () => {
  it.each([
    ['Front desk', 'front-desk'],
    ['  Müller & Söhne GmbH ', 'muller-sohne-gmbh'],
    ['Straße 7', 'strasse-7'],
    ['Ø', 'unnamed'],
    ['電話', 'unnamed'],
    [`${'a'.repeat(62)} b`, 'a'.repeat(62)],
    ['a'.repeat(80), 'a'.repeat(63)],
  ])('%j is %j', (name, slug) => {
    expect(slugFrom(name, free)).toBe(slug);
    expect(slugSchema.parse(slug)).toBe(slug);
  });

  it('has a number where another record has it, and stays short enough', () => {
    expect(slugFrom('Main', new Set(['main', 'main-2']))).toBe('main-3');
    const long = 'a'.repeat(63);
    expect(slugFrom(long, new Set([long]))).toBe(`${'a'.repeat(61)}-2`);
  });
});

describe('the slugs of records', () => {
  it('are their own, and of older records without one those of their names', () => {
    const records = [
      { id: 'pool_3', name: 'Main' },
      { id: 'pool_1', name: 'Main' },
      { id: 'pool_2', name: 'Other', slug: 'main' },
    ];
    expect(Object.fromEntries(slugsOf(records))).toEqual({
      pool_1: 'main-2',
      pool_2: 'main',
      pool_3: 'main-3',
    });
  });

  it('differ where two records have the same one', () => {
    const records = [
      { id: 'key_1', name: 'A', slug: 'a' },
      { id: 'key_2', name: 'B', slug: 'a' },
    ];
    expect([...slugsOf(records).values()]).toEqual(['a', 'a-2']);
  });
});
