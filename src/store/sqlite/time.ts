/** Texts of years with four digits only sort as the times do. */
const FIRST = Date.parse('0000-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** The time as documents hold it; one before or after all that can be held is the first or the last. */
export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | undefined): string | undefined;
export function iso(time: Date | null | undefined): string | null | undefined {
  if (!time) return time;
  const ms = time.getTime();
  return (ms < FIRST ? new Date(FIRST) : ms > LAST ? new Date(LAST) : time).toISOString();
}
