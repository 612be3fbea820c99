import { misfit } from '../domain/problem.ts';
import { SLOT_MS, slotStart } from '../domain/report.ts';
import { timesOf } from './report-times.ts';

/** A longer period would have more hours than one list should read. */
const MAX_DAYS = 100;
const DAY_MS = 86_400_000;

/** The hours of the week that are meant, in the zone. Missing: all. */
export type HoursOfWeek = {
  weekday?: number | undefined;
  hourOfDay?: number | undefined;
  timeZone?: string | undefined;
};
export type Range = { since: Date; until: Date };

/**
 * Returns the parts of the period that are in the hours, the latest first. The parts are those that reports count for the hours.
 * Throws `Problem` for a period without a beginning or an end, or of more than 100 days.
 */
export function hoursWithin(
  period: Partial<Range>,
  { weekday, hourOfDay, timeZone = 'UTC' }: HoursOfWeek,
): Range[] {
  const { since, until } = checkedPeriod(period);
  const ranges: Range[] = [];
  for (let at = slotStart(since).getTime(); at <= until.getTime(); at += SLOT_MS) {
    const times = timesOf(new Date(at), timeZone, ['weekday', 'hourOfDay']);
    if (weekday !== undefined && Number(times.weekday) !== weekday) continue;
    if (hourOfDay !== undefined && Number(times.hourOfDay) !== hourOfDay) continue;
    const end = new Date(Math.min(at + SLOT_MS - 1, until.getTime()));
    const last = ranges.at(-1);
    if (last && last.until.getTime() === at - 1) last.until = end;
    else ranges.push({ since: new Date(Math.max(at, since.getTime())), until: end });
  }
  return ranges.reverse();
}

function checkedPeriod({ since, until }: Partial<Range>): Range {
  const detail = `must be given with \`weekday\` and \`hourOfDay\`, at most ${MAX_DAYS} days before \`until\``;
  if (!since || !until || until.getTime() - since.getTime() > MAX_DAYS * DAY_MS)
    throw misfit([{ pointer: '/since', detail }]);
  return { since, until };
}
