import { describe, expect, it } from 'vitest';
import { Reach } from './reach.ts';

const two = new Reach(['prov_1', 'prov_2']);

describe('a reach', () => {
  it('of two providers sees their records, and none that belongs to no provider', () => {
    expect(['prov_1', 'prov_2', 'prov_3', null].map((one) => two.sees(one))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('of the whole installation sees all records', () => {
    expect(['prov_1', null].every((one) => Reach.whole.sees(one))).toBe(true);
  });

  it('narrows a list to the provider that the request names, or to its own', () => {
    expect(two.narrow(undefined)).toEqual(['prov_1', 'prov_2']);
    expect(two.narrow('prov_2')).toBe('prov_2');
    expect(two.narrow('prov_3')).toEqual([]);
    expect(Reach.whole.narrow(undefined)).toBeUndefined();
  });

  it('includes a smaller one', () => {
    expect(two.includes(['prov_2'])).toBe(true);
    expect(two.includes(['prov_2', 'prov_3'])).toBe(false);
    expect(two.includes(null)).toBe(false);
    expect(Reach.whole.includes(null)).toBe(true);
  });
});
