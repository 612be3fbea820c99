import { SLOT_MS, type TimeUnit } from '../domain/report.ts';
import { DAY_MS } from '../domain/report-day.ts';
import { localTimeIn } from '../domain/schedule.ts';

type Times = Record<string, string>;

/** Returns the hour, day, week ... of a slot in the time zone. */
export function timesOf(at: Date, timeZone: string, times: readonly TimeUnit[]): Times {
  const { date, time } = localTimeIn(timeZone, at);
  return timesAt(date, time.slice(0, 2), times);
}

/**
 * Returns a function that does the same for the slots of one day, by their number. It asks the zone's clock only at both ends
 * of the day, except on days when the clocks change.
 */
export function timesOfDay(day: Date, timeZone: string, times: readonly TimeUnit[]): (slot: number) => Times {
  const offset = offsetAt(timeZone, day);
  const isSteady = offset === offsetAt(timeZone, new Date(day.getTime() + DAY_MS - SLOT_MS));
  return (slot) => {
    const at = day.getTime() + slot * SLOT_MS;
    if (!isSteady) return timesOf(new Date(at), timeZone, times);
    const local = new Date(at + offset).toISOString();
    return timesAt(local.slice(0, 10), local.slice(11, 13), times);
  };
}

/** Returns a comparison in the order of time, then in that of `compare`. */
export function inOrderOfTime<T extends { by: Readonly<Record<string, string | null>> }>(
  times: readonly TimeUnit[],
  compare: (a: T, b: T) => number,
): (a: T, b: T) => number {
  return (a, b) => {
    for (const time of times) {
      const [one, other] = [a.by[time] ?? '', b.by[time] ?? ''];
      if (one !== other) return one < other ? -1 : 1;
    }
    return compare(a, b);
  };
}

/** Returns the milliseconds by which the zone's clocks are ahead of UTC. */
function offsetAt(timeZone: string, at: Date): number {
  const { date, time } = localTimeIn(timeZone, at);
  return Date.parse(`${date}T${time}:00Z`) - at.getTime();
}

function timesAt(date: string, hour: string, times: readonly TimeUnit[]): Times {
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
