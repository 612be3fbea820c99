import { describe, expect, it } from 'vitest';
import { latestPeriod } from './period.ts';

const shown = (...of: Parameters<typeof latestPeriod>) =>
  Object.values(latestPeriod(...of)).map((moment) => moment.toISOString().slice(0, 16));

describe('the latest report', () => {
  const weekly = { every: 'week', day: 1, hour: 8 } as const;
  const monthly = { every: 'month', day: 3, hour: 7 } as const;

  it('of a week has the seven local days before, once its hour has come', () => {
    // Monday, 2 March 2026.
    expect(shown(weekly, 'UTC', new Date('2026-03-02T08:00:00Z'))).toEqual([
      ...['2026-03-02T08:00', '2026-02-23T00:00', '2026-03-02T00:00', '2026-02-16T00:00'],
    ]);
    expect(shown(weekly, 'UTC', new Date('2026-03-02T07:59:59Z'))[0]).toBe('2026-02-23T08:00');
    expect(shown(weekly, 'Asia/Kolkata', new Date('2026-03-02T02:30:00Z'))).toEqual([
      ...['2026-03-02T02:30', '2026-02-22T18:30', '2026-03-01T18:30', '2026-02-15T18:30'],
    ]);
  });

  it('follows the clock of the provider where it changes', () => {
    // New York changes to summer time on Sunday, 8 March 2026.
    expect(shown(weekly, 'America/New_York', new Date('2026-03-09T12:00:00Z'))).toEqual([
      ...['2026-03-09T12:00', '2026-03-02T05:00', '2026-03-09T04:00', '2026-02-23T05:00'],
    ]);
  });

  it('of a month has the calendar month before, also across a year', () => {
    expect(shown(monthly, 'UTC', new Date('2026-01-03T07:00:00Z'))).toEqual([
      ...['2026-01-03T07:00', '2025-12-01T00:00', '2026-01-01T00:00', '2025-11-01T00:00'],
    ]);
    expect(shown(monthly, 'UTC', new Date('2026-03-02T23:00:00Z'))[0]).toBe('2026-02-03T07:00');
  });
});
