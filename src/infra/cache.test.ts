import { expect, it, vi } from 'vitest';
import { createCache, memoized } from './cache.ts';

it('a full cache drops the value that was not used for the longest time', () => {
  const cache = createCache<string>({ max: 2 });
  cache.set('a', 'A');
  cache.set('b', 'B');
  cache.get('a');
  cache.set('c', 'C');
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
  expect(cache.size).toBe(2);
});

it('a value ends after its time by the injected clock, its own time before that of the cache', () => {
  let now = 1_000_000;
  const cache = createCache<string>({ max: 10, ttlMs: 1000, now: () => now });
  cache.set('a', 'A');
  cache.set('short', 'S', { ttl: 10 });
  now += 11;
  expect(cache.get('short')).toBeUndefined();
  now += 989;
  expect(cache.get('a')).toBe('A');
  now += 1;
  expect(cache.get('a')).toBeUndefined();
});

it('memoized computes a value once while it is among the last used ones', () => {
  const compute = vi.fn((text: string) => text.length);
  const lengthOf = memoized(2, compute);
  expect([lengthOf('one'), lengthOf('one'), lengthOf('three'), lengthOf('one')]).toEqual([3, 3, 5, 3]);
  expect(compute).toHaveBeenCalledTimes(2);
  lengthOf('a third');
  lengthOf('three');
  expect(compute).toHaveBeenCalledTimes(4);
});

it('memoized remembers false', () => {
  const compute = vi.fn(() => false);
  const isIt = memoized(2, compute);
  expect([isIt('x'), isIt('x')]).toEqual([false, false]);
  expect(compute).toHaveBeenCalledTimes(1);
});
