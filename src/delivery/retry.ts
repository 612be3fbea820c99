/** The times of attempts, by the schedule of Standard Webhooks: ten attempts over about three days. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pause after each failed attempt, the first one first. There is no attempt after the last pause's. */
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

/** A pause is longer by a random part, up to this share of it. Otherwise all that failed together would return together. */
const JITTER = 0.2;
/** The longest pause that a consumer can ask for. */
const MAX_PAUSE_MS = 24 * HOUR;
/** The pause of a consumer that asks for fewer requests. It doubles each time until a delivery succeeds. */
const MIN_SLOW_MS = 5 * SECOND;
const MAX_SLOW_MS = 15 * MINUTE;

/**
 * Returns the milliseconds until the next attempt. Null: there is no other attempt.
 * @param tries the number of attempts so far
 * @param askedMs the pause that the consumer asked for
 */
export function pauseAfter(tries: number, askedMs: number | null, chance = Math.random()): number | null {
  const pause = PAUSES_MS[tries - 1];
  if (pause === undefined) return null;
  return Math.max(Math.round(pause * (1 + JITTER * chance)), Math.min(askedMs ?? 0, MAX_PAUSE_MS));
}

/** Returns the milliseconds of pause for a consumer that asks for fewer requests for the `times`th time in a row. */
export function slowFor(times: number, askedMs: number | null): number {
  const own = Math.min(MIN_SLOW_MS * 2 ** Math.min(times - 1, 20), MAX_SLOW_MS);
  return Math.max(own, Math.min(askedMs ?? 0, MAX_PAUSE_MS));
}

/** Reads the header Retry-After, in seconds or as a date. Returns the milliseconds from now. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
