import type { UsedDimensions } from '../domain/report.ts';

const DAY_MS = 86_400_000;

/** Returns the end of the day. So dimensions that are used all day are written once a day. */
export function usedUntil({ usedAt }: UsedDimensions): Date {
  return new Date((Math.floor(usedAt.getTime() / DAY_MS) + 1) * DAY_MS);
}
