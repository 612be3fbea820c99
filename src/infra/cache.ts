import { LRUCache } from 'lru-cache';

export type Cache<V> = Pick<LRUCache<string, NonNullable<V>>, 'get' | 'set' | 'delete' | 'size'>;

export type CacheOptions = {
  /** At most this many values. A full cache drops the value that was not used for the longest time. */
  max: number;
  /** How long a value stays, by `now`, in milliseconds. Without it a value stays until another one needs its place. */
  ttlMs?: number;
  /** The clock of `ttlMs`, in milliseconds. */
  now?: () => number;
};

/** Creates a bounded cache. `set` takes a `ttl` in milliseconds for one value. */
export function createCache<V>({ max, ttlMs, now = Date.now }: CacheOptions): Cache<V> {
  return new LRUCache({
    // A `max` would reserve the memory of all values at once: 2 ms for 20,000 values.
    maxSize: max,
    sizeCalculation: () => 1,
    // With a resolution of 0 each look-up reads the clock. lru-cache would reuse its time for a real millisecond.
    ttlResolution: 0,
    perf: { now },
    ...(ttlMs !== undefined && { ttl: ttlMs }),
  });
}

/** Returns a function that computes the value of a text once, and remembers the `max` values that were used last. */
export function memoized<V>(
  max: number,
  compute: (text: string) => NonNullable<V>,
): (text: string) => NonNullable<V> {
  const cache = createCache<V>({ max });
  return (text) => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const value = compute(text);
    cache.set(text, value);
    return value;
  };
}
