import { z } from 'zod';

export const timeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be a time zone of the IANA database such as America/New_York')
  .meta({ example: 'America/New_York' });

const timeSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time of day such as 09:00, at most 24:00')
  .meta({ example: '09:00' });

const hoursSchema = z
  .strictObject({ from: timeSchema, to: timeSchema })
  .refine(({ from, to }) => from !== to, 'must not end when it begins; 00:00 to 24:00 is the whole day')
  .meta({
    id: 'Hours',
    description: 'From the first moment up to the second; one that ends before it begins goes past midnight',
  });
type Hours = z.infer<typeof hoursSchema>;

const daySchema = z.array(hoursSchema).max(10).default([]);

export const scheduleSchema = z
  .strictObject({
    timeZone: timeZoneSchema,
    weekly: z.strictObject({
      monday: daySchema,
      tuesday: daySchema,
      wednesday: daySchema,
      thursday: daySchema,
      friday: daySchema,
      saturday: daySchema,
      sunday: daySchema,
    }),
    holidays: z
      .array(z.strictObject({ date: z.iso.date(), hours: daySchema }))
      .max(400)
      .default([])
      .meta({ description: "Days with hours of their own in the week's place; none: closed all day" }),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof scheduleSchema>;

/**
 * Whether the schedule is open at that moment, by the clocks on its walls: nine in the morning is nine on either side
 * of a change of the clocks, an hour that is skipped never comes, and one that is repeated counts twice.
 */
export function isOpen(schedule: Schedule, at: Date): boolean {
  const { date, weekday, time } = onTheWall(schedule.timeZone, at);
  if (hoursOf(schedule, date, weekday).some((hours) => covers(hours, time))) return true;
  const before = dayBefore(date);
  return hoursOf(schedule, before.date, before.weekday).some(({ from, to }) => to < from && time < to);
}

function covers({ from, to }: Hours, time: string): boolean {
  return from <= time && (to < from || time < to);
}

function hoursOf({ weekly, holidays }: Schedule, date: string, weekday: Weekday): readonly Hours[] {
  return holidays.find((holiday) => holiday.date === date)?.hours ?? weekly[weekday];
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** Making one costs more than asking it a thousand times. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** A moment by the clocks on the walls of a time zone. */
export function onTheWall(timeZone: string, at: Date): { date: string; weekday: Weekday; time: string } {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`;
  return { date, weekday: weekdayOf(date), time: `${parts.hour}:${parts.minute}` };
}

function dayBefore(date: string): { date: string; weekday: Weekday } {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  const before = day.toISOString().slice(0, 10);
  return { date: before, weekday: weekdayOf(before) };
}

function weekdayOf(date: string): Weekday {
  return WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sunday';
}

function isTimeZone(name: string): boolean {
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}
