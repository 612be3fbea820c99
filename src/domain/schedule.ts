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
  .refine(({ from, to }) => from !== to, 'must not end when it begins. The whole day is 00:00 to 24:00.')
  .meta({
    id: 'Hours',
    description:
      'Open from `from` until just before `to`. Hours that end before they begin run past midnight.',
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
      .meta({
        description: 'Days with their own hours, which replace those of the week. No hours: closed all day.',
      }),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof scheduleSchema>;

/**
 * Returns whether the schedule is open at the moment, by local time. Nine in the morning is nine before and after the
 * clocks change. An hour that the clocks skip never comes, and an hour that they repeat counts twice.
 */
export function isOpen(schedule: Schedule, at: Date): boolean {
  const { date, weekday, time } = localTimeIn(schedule.timeZone, at);
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

export const WEEKDAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
type Weekday = (typeof WEEKDAYS)[number];

/** A formatter takes 40 kB, and clients spell one zone in many ways. */
const MAX_CLOCKS = 100;
/** Creating a formatter costs more than a thousand uses of it. By the zone's canonical name, and by its spellings. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const clocksBySpelling = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return remembered(clocksBySpelling, timeZone, () => {
    const canonical = canonicalName(timeZone);
    return remembered(clocks, canonical, () => newClock(canonical));
  });
}

/** Returns the value of the key, which it computes where the map lacks it. A full map drops its oldest value. */
function remembered<V>(map: Map<string, V>, key: string, compute: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = compute();
  const [oldest] = map.keys();
  if (map.size >= MAX_CLOCKS && oldest !== undefined) map.delete(oldest);
  map.set(key, value);
  return value;
}

/** Returns the zone's name without the spelling of the client. Throws for an unknown zone. */
function canonicalName(timeZone: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone;
}

function newClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
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
}

/** Returns the local date, weekday and time of a moment in the time zone. */
export function localTimeIn(timeZone: string, at: Date): { date: string; weekday: Weekday; time: string } {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`;
  return { date, weekday: weekdayOf(date), time: `${parts.hour}:${parts.minute}` };
}

/** Returns the moment of the local hour. Where the clocks skip it, it is the moment at which they do. */
export function momentIn(timeZone: string, date: string, hour: number): Date {
  const wanted = Date.parse(`${date}T${String(hour).padStart(2, '0')}:00:00Z`);
  let moment = wanted;
  // The first guess may be on the other side of a change of the clocks.
  for (let guess = 0; guess < 2; guess++) {
    const local = localTimeIn(timeZone, new Date(moment));
    moment += wanted - Date.parse(`${local.date}T${local.time.slice(0, 5)}:00Z`);
  }
  return new Date(moment);
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
    canonicalName(name);
    return true;
  } catch {
    return false;
  }
}
