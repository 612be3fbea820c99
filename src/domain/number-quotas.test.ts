import { describe, expect, it } from 'vitest';
import { type BucketDemand, planQuotas } from './number-quotas.ts';

const arrived = (sessions: Record<string, number>, quotas: Record<string, number> = {}) =>
  new Map<string, BucketDemand>(
    Object.entries(sessions).map(([bucket, count]) => [
      bucket,
      { mean: 0, arrived: count, quota: quotas[bucket] ?? 0 },
    ]),
  );
const quotasOf = (numbers: number, demands: Map<string, BucketDemand>) =>
  Object.fromEntries(planQuotas(numbers, demands).quotas);

describe('the quotas of buckets', () => {
  it('are in proportion to their sessions, whole, by the largest remainder', () => {
    expect(quotasOf(10, arrived({ a: 50, b: 30, c: 20 }))).toEqual({ a: 5, b: 3, c: 2 });
    expect(quotasOf(10, arrived({ a: 54, b: 29, c: 17 }))).toEqual({ a: 5, b: 3, c: 2 });
  });

  it('begin with half a number, and stay down to 0.3 numbers', () => {
    expect(quotasOf(10, arrived({ a: 96, b: 4 })).b).toBeUndefined();
    expect(quotasOf(10, arrived({ a: 95, b: 5 })).b).toBe(1);
    expect(quotasOf(10, arrived({ a: 97, b: 3 }, { b: 1 })).b).toBe(1);
    expect(quotasOf(10, arrived({ a: 98, b: 2 }, { b: 1 })).b).toBeUndefined();
  });

  it('stay as they are while they are near the exact ones', () => {
    expect(quotasOf(100, arrived({ a: 58, b: 42 }, { a: 50, b: 40 }))).toEqual({ a: 50, b: 40 });
    expect(quotasOf(100, arrived({ a: 61, b: 39 }, { a: 50, b: 40 }))).toEqual({ a: 61, b: 39 });
  });

  it.each([0, 1, 2, 5])('never need more than the %s numbers', (numbers) => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`b${i}`, 10]));
    const demands = [arrived(many), arrived({ a: 1, b: 1000 }), arrived({ a: 1 }, { a: 9 }), arrived({})];
    for (const demand of demands) {
      const quotas = Object.values(quotasOf(numbers, demand));
      expect(quotas.reduce((sum, quota) => sum + quota, 0)).toBeLessThanOrEqual(numbers);
      expect(quotas.every((quota) => Number.isInteger(quota) && quota > 0)).toBe(true);
    }
  });

  it('follow the last hundred sessions for each number', () => {
    let demands = arrived({ a: 1000, b: 0 });
    for (let i = 0; i < 10; i++) {
      const { means } = planQuotas(10, demands);
      demands = new Map([
        ['a', { mean: means.get('a') ?? 0, arrived: 0, quota: 0 }],
        ['b', { mean: means.get('b') ?? 0, arrived: 300, quota: 0 }],
      ]);
    }
    expect(quotasOf(10, demands)).toEqual({ b: 10 });
  });
});
