import { expect, it } from 'vitest';
import { PAUSES_MS, pauseAfter, retryAfterMs, slowFor } from './retry.ts';

const HOUR_MS = 3_600_000;

it('a delivery has ten attempts over three days, as Standard Webhooks proposes', () => {
  expect(PAUSES_MS.map((pause) => pause / 1000)).toEqual([
    5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400,
  ]);
  expect(PAUSES_MS.map((_, i) => pauseAfter(i + 1, null, 0))).toEqual([...PAUSES_MS]);
  expect(pauseAfter(10, null)).toBeNull();
});

it('a pause is up to a fifth longer at random, and never shorter', () => {
  expect(pauseAfter(1, null, 0.999)).toBe(5999);
  const pauses = Array.from({ length: 200 }, () => pauseAfter(2, null) ?? 0);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(300_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(360_000);
  expect(new Set(pauses).size).toBeGreaterThan(50);
});

it('a pause is as long as the consumer asks, but at most a day', () => {
  expect(pauseAfter(1, 90_000, 0)).toBe(90_000);
  expect(pauseAfter(3, 90_000, 0), 'its own pause is longer').toBe(1_800_000);
  expect(pauseAfter(1, 1e12, 0)).toBe(24 * HOUR_MS);
});

it('the pause of a slowed consumer doubles up to 15 minutes, or is as long as it asks', () => {
  expect([1, 2, 3, 8, 9, 100].map((times) => slowFor(times, null))).toEqual([
    5000, 10_000, 20_000, 640_000, 900_000, 900_000,
  ]);
  expect(slowFor(1, 60_000)).toBe(60_000);
  expect(slowFor(1, 1e12)).toBe(24 * HOUR_MS);
});

it('Retry-After is read in seconds and as a date', () => {
  const now = new Date('2026-03-02T09:00:00Z');
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Mon, 02 Mar 2026 09:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('Mon, 02 Mar 2026 08:00:00 GMT', now)).toBe(0);
  expect(pauseAfter(1, retryAfterMs('99999999999', now), 0), 'for ever is a day').toBe(24 * HOUR_MS);
  expect(pauseAfter(1, retryAfterMs('-5', now), 0)).toBe(5000);
  expect(retryAfterMs('soon', now)).toBeNull();
  expect(retryAfterMs(null, now)).toBeNull();
});
