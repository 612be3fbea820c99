import type { TimeUnit } from '../domain/report.ts';
import { localTimeIn } from '../domain/schedule.ts';

/** Returns the hour, day, week ... of a slot in the time zone. */
export function timesOf(at: Date, timeZone: string, times: readonly TimeUnit[]): Record<string, string> {
  const { date, time } = localTimeIn(timeZone, at);
  const hour = time.slice(0, 2);
  const all: Record<TimeUnit, () => string> = {
    hour: () => `${date}T${hour}:00`,
    day: () => date,
    week: () => mondayOf(date),
    month: () => date.slice(0, 7),
    weekday: () => String(isoWeekday(date)),
    hourOfDay: () => hour,
  };
  return Object.fromEntries(times.map((one) => [one, all[one]()]));
}

function mondayOf(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1 - isoWeekday(date));
  return day.toISOString().slice(0, 10);
}

/** Returns 1 for Monday to 7 for Sunday. */
function isoWeekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
