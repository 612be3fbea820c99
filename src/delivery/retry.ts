/** When to try again: by the schedule of Standard Webhooks, over about three days. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pause after the first try, the second, and so on; after the last one it is given up. */
export const PAUSES_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** A pause is up to so much longer by chance, lest all that failed at once comes back at once. */
const JITTER = 0.2;
/** Nobody makes us wait longer than this. */
const MAX_PAUSE_MS = 24 * HOUR;
/** How long a consumer that asked us to slow down is left alone, doubled at each time without a success. */
const SLOW_MS = 5 * SECOND;
const SLOWEST_MS = 15 * MINUTE;

/**
 * Milliseconds until the next try.
 * @param tries that there have been @param askedMs what the consumer asked us to wait @returns null: give up
 */
export function pauseAfter(tries: number, askedMs: number | null, chance = Math.random()): number | null {
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return null;
  return Math.max(Math.round(pause * (1 + JITTER * chance)), Math.min(askedMs ?? 0, MAX_PAUSE_MS));
}

/** Milliseconds for which a consumer that asked us to slow down for the `times`th time is left alone. */
export function slowFor(times: number, askedMs: number | null): number {
  const own = Math.min(SLOW_MS * 2 ** Math.min(times - 1, 20), SLOWEST_MS);
  return Math.max(own, Math.min(askedMs ?? 0, MAX_PAUSE_MS));
}

/** The header Retry-After, in seconds or as a date, as milliseconds from now. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
