import { describe, expect, it } from 'vitest';
import { startOf, startOfDay } from './periods.ts';

describe('the start of a day', () => {
  it.each([
    ['2026-11-29T04:30:00Z', 'America/New_York', '2026-11-28T05:00:00.000Z'],
    ['2026-07-01T03:59:59Z', 'America/New_York', '2026-06-30T04:00:00.000Z'],
    ['2026-03-08T20:00:00Z', 'America/New_York', '2026-03-08T05:00:00.000Z'],
    ['2026-03-29T20:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-10-25T20:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-11-29T12:00:00Z', 'Asia/Kolkata', '2026-11-28T18:30:00.000Z'],
    ['2026-11-29T00:00:00Z', 'UTC', '2026-11-29T00:00:00.000Z'],
  ])('of %s in %s is %s', (at, zone, start) => {
    expect(startOfDay(new Date(at), zone).toISOString()).toBe(start);
  });
});

it('begins a period at a midnight of the zone', () => {
  const now = new Date('2026-11-29T12:00:00Z');
  expect(startOf('today', 'Europe/Berlin', now)).toBe('2026-11-28T23:00:00.000Z');
  expect(startOf('week', 'Europe/Berlin', now)).toBe('2026-11-22T23:00:00.000Z');
  expect(startOf('all', 'Europe/Berlin', now)).toBeUndefined();
});
