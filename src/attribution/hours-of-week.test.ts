import { describe, expect, it } from 'vitest';
import { hoursWithin } from './hours-of-week.ts';

const period = (since: string, until: string) => ({ since: new Date(since), until: new Date(until) });
const texts = (ranges: { since: Date; until: Date }[]) =>
  ranges.map(({ since, until }) => `${since.toISOString()} ${until.toISOString()}`);

describe('the hours of the week within a period', () => {
  it('are those of each week in the zone, the latest first, cut at the ends of the period', () => {
    const of = { weekday: 1, hourOfDay: 9, timeZone: 'America/New_York' };
    const ranges = hoursWithin(period('2026-03-02T14:30:00.000Z', '2026-03-16T13:10:00.000Z'), of);
    // The clocks change on the 8th of March.
    expect(texts(ranges)).toEqual([
      '2026-03-16T13:00:00.000Z 2026-03-16T13:10:00.000Z',
      '2026-03-09T13:00:00.000Z 2026-03-09T13:59:59.999Z',
      '2026-03-02T14:30:00.000Z 2026-03-02T14:59:59.999Z',
    ]);
  });

  it('begin at the half hour where the zone does', () => {
    const of = { hourOfDay: 0, timeZone: 'Asia/Kolkata' };
    expect(texts(hoursWithin(period('2026-01-01T12:00:00Z', '2026-01-02T11:59:59.999Z'), of))).toEqual([
      '2026-01-01T18:30:00.000Z 2026-01-01T19:29:59.999Z',
    ]);
  });

  it('of a whole weekday are one part', () => {
    expect(
      texts(hoursWithin(period('2026-01-01T00:00:00Z', '2026-01-07T23:59:59.999Z'), { weekday: 7 })),
    ).toEqual(['2026-01-04T00:00:00.000Z 2026-01-04T23:59:59.999Z']);
  });

  it('need a period of at most 100 days', () => {
    expect(() => hoursWithin({ since: new Date() }, { weekday: 1 })).toThrow('/since');
    expect(() => hoursWithin(period('2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z'), {})).toThrow('/since');
  });
});
