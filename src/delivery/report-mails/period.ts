import type { ReportMailSettings } from '../../domain/report-mail.ts';
import { localTimeIn, momentIn } from '../../domain/schedule.ts';

/** A mail's time, the period that it reports, and the beginning of the period before. */
export type Period = { dueAt: Date; since: Date; until: Date; formerSince: Date };

type Rhythm = Pick<ReportMailSettings, 'every' | 'day' | 'hour'>;

/** Returns the latest mail whose time has come. */
export function latestPeriod({ every, day, hour }: Rhythm, timeZone: string, now: Date): Period {
  const today = localTimeIn(timeZone, now).date;
  for (let back = 0; ; back++) {
    const date = daysBefore(today, back);
    if (dayOf(every, date) !== day) continue;
    const dueAt = momentIn(timeZone, date, hour);
    if (dueAt > now) continue;
    const starts = every === 'week' ? [date, daysBefore(date, 7), daysBefore(date, 14)] : monthsBefore(date);
    const [until, since, formerSince] = starts.map((start) => momentIn(timeZone, start, 0));
    if (until && since && formerSince) return { dueAt, since, until, formerSince };
  }
}

/** Returns the day of the week, 1 for Monday, or the day of the month. */
function dayOf(every: Rhythm['every'], date: string): number {
  const time = new Date(`${date}T00:00:00Z`);
  return every === 'month' ? time.getUTCDate() : time.getUTCDay() || 7;
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** Returns the first day of the date's month, and of the two months before. */
function monthsBefore(date: string): string[] {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return [0, 1, 2].map((back) => new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 10));
}
