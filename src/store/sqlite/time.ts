/** ISO 8601 texts sort as their times do while years have four digits. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Returns the time as documents hold it, limited to years of four digits. */
export function iso(time: Date): string;
export function iso(time: Date | null): string | null;
export function iso(time: Date | undefined): string | undefined;
export function iso(time: Date | null | undefined): string | null | undefined {
  if (!time) return time;
  const ms = Math.min(Math.max(time.getTime(), FIRST_MS), LAST_MS);
  return new Date(ms).toISOString();
}

export function dateOrNull(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
