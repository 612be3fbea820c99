/** Texts of years with four digits only sort as the times do. */
const FIRST = new Date('0000-01-01T00:00:00.000Z');
const LAST = new Date('9999-12-31T23:59:59.999Z');

/** The time as documents hold it; one before or after all that can be held is the first or the last. */
export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | undefined): string | undefined;
export function iso(time: Date | null | undefined): string | null | undefined {
  if (!time) return time;
  return (time < FIRST ? FIRST : time > LAST ? LAST : time).toISOString();
}
