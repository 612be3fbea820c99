import { describe, expect, it, vi } from 'vitest';
import { isOpen, localTimeIn, scheduleSchema, timeZoneSchema } from './schedule.ts';

const nineToFive = [{ from: '09:00', to: '17:00' }];

function schedule(more: Record<string, unknown> = {}, weekly: Record<string, unknown> = {}) {
  return scheduleSchema.parse({
    timeZone: 'America/New_York',
    weekly: { monday: nineToFive, friday: nineToFive, ...weekly },
    ...more,
  });
}
const openAt = (one: ReturnType<typeof schedule>, times: string[]) =>
  times.filter((time) => isOpen(one, new Date(time)));

describe('a schedule', () => {
  it('is open from the first minute until just before the last, in its time zone', () => {
    const times = [
      '2026-01-05T13:59:59Z',
      '2026-01-05T14:00:00Z',
      '2026-01-05T21:59:59Z',
      '2026-01-05T22:00:00Z',
    ];
    expect(openAt(schedule(), times)).toEqual(times.slice(1, 3));
    expect(isOpen(schedule(), new Date('2026-01-06T15:00:00Z')), 'a Tuesday').toBe(false);
  });

  it('opens at nine local time before and after the clocks change', () => {
    // In New York clocks go forward on 8 March 2026 and back on 1 November.
    expect(openAt(schedule(), ['2026-03-06T13:30:00Z', '2026-03-06T14:00:00Z'])).toEqual([
      '2026-03-06T14:00:00Z',
    ]);
    expect(openAt(schedule(), ['2026-03-09T12:59:59Z', '2026-03-09T13:00:00Z'])).toEqual([
      '2026-03-09T13:00:00Z',
    ]);
    expect(
      openAt(schedule(), ['2026-10-30T13:00:00Z', '2026-11-02T13:00:00Z', '2026-11-02T14:00:00Z']),
    ).toEqual(['2026-10-30T13:00:00Z', '2026-11-02T14:00:00Z']);
  });

  it('never has the hour that the clocks skip, and has the repeated hour twice', () => {
    const night = schedule({}, { sunday: [{ from: '01:30', to: '02:30' }] });
    // 8 March: 01:59:59 EST is followed by 03:00 EDT.
    expect(
      openAt(night, ['2026-03-08T06:29:59Z', '2026-03-08T06:30:00Z', '2026-03-08T06:59:59Z']),
    ).toHaveLength(2);
    expect(openAt(night, ['2026-03-08T07:00:00Z', '2026-03-08T07:15:00Z'])).toEqual([]);
    // 1 November: 01:30 comes at 05:30Z in EDT and at 06:30Z in EST.
    const repeated = [
      '2026-11-01T05:45:00Z',
      '2026-11-01T06:15:00Z',
      '2026-11-01T06:45:00Z',
      '2026-11-01T07:15:00Z',
    ];
    expect(openAt(night, repeated)).toEqual([repeated[0], repeated[2], repeated[3]]);
  });

  it('runs past midnight, also after a holiday and from the last day of the week to the first', () => {
    const late = schedule(
      { holidays: [{ date: '2026-12-25', hours: [{ from: '20:00', to: '02:00' }] }, { date: '2026-12-31' }] },
      { saturday: [{ from: '22:00', to: '04:00' }] },
    );
    expect(openAt(late, ['2026-01-11T08:59:00Z', '2026-01-11T09:00:00Z'])).toEqual(['2026-01-11T08:59:00Z']);
    const christmas = [
      '2026-12-25T15:00:00Z',
      '2026-12-26T01:00:00Z',
      '2026-12-26T06:59:00Z',
      '2026-12-26T07:00:00Z',
    ];
    expect(openAt(late, christmas)).toEqual(christmas.slice(1, 3));
  });

  it('accepts midnight as the start and the end of a day', () => {
    const always = schedule({ timeZone: 'UTC' }, { monday: [{ from: '00:00', to: '24:00' }] });
    const times = [
      '2026-01-04T23:59:59Z',
      '2026-01-05T00:00:00Z',
      '2026-01-05T23:59:59Z',
      '2026-01-06T00:00:00Z',
    ];
    expect(openAt(always, times)).toEqual(times.slice(1, 3));
  });

  it.each([
    { timeZone: 'Mars/Olympus' },
    { timeZone: '' },
    { weekly: { monday: [{ from: '9:00', to: '17:00' }] } },
    { weekly: { monday: [{ from: '09:00', to: '09:00' }] } },
    { weekly: { mon: [] } },
    { holidays: [{ date: '2026-02-30' }] },
  ])('refuses %j', (wrong) => {
    expect(scheduleSchema.safeParse({ timeZone: 'UTC', weekly: {}, ...wrong }).success).toBe(false);
  });
});

describe('a time zone', () => {
  /** Returns the name in as many spellings: each bit of the count is the case of a letter. */
  const spellings = (name: string, count: number) =>
    Array.from({ length: count }, (_, bits) =>
      [...name].map((letter, i) => ((bits >> i) & 1 ? letter.toUpperCase() : letter.toLowerCase())).join(''),
    );

  it('has one clock, however clients spell it', () => {
    const at = new Date('2026-01-05T14:00:00Z');
    let clocks = 0;
    class CountedFormat extends Intl.DateTimeFormat {
      constructor(...args: ConstructorParameters<typeof Intl.DateTimeFormat>) {
        super(...args);
        if (args[1]?.minute) clocks += 1;
      }
    }
    vi.stubGlobal('Intl', Object.create(Intl, { DateTimeFormat: { value: CountedFormat } }));
    for (const spelling of spellings('America/Sao_Paulo', 1000)) {
      expect(timeZoneSchema.safeParse(spelling).success).toBe(true);
      expect(localTimeIn(spelling, at)).toMatchObject({ date: '2026-01-05', time: '11:00' });
    }
    vi.unstubAllGlobals();
    expect(clocks).toBe(1);
  });

  it('has a right clock again after more zones than the gateway remembers', () => {
    const at = new Date('2026-01-05T14:00:00Z');
    const zones = Intl.supportedValuesOf('timeZone');
    const first = zones.map((zone) => localTimeIn(zone, at));
    expect(zones.length).toBeGreaterThan(300);
    expect(zones.map((zone) => localTimeIn(zone, at))).toEqual(first);
  });
});
