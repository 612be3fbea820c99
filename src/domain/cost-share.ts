/** The part of a cost that falls into a period. */
import { type Cost, dateAfter, daysBetween } from './cost.ts';
import { unitsOf } from './money.ts';
import { localTimeIn, momentIn } from './schedule.ts';

const DAY = 86_400_000n;

/**
 * Returns the part of the cost within the period, in the smallest unit. It is the difference of two running sums, so the parts
 * of adjacent periods add up to the whole cost.
 * @param timeZone the provider's, in which the days of the cost begin and end
 */
export function costWithin(
  cost: Pick<Cost, 'since' | 'until' | 'amount' | 'currency'>,
  { since, until }: { since?: Date | undefined; until?: Date | undefined },
  timeZone: string,
): bigint {
  const total = unitsOf(cost.amount, cost.currency);
  const days = daysBetween(cost.since, cost.until) + 1;
  const end = until ? elapsed(cost, days, until, timeZone) : BigInt(days) * DAY;
  const start = since ? elapsed(cost, days, since, timeZone) : 0n;
  const whole = BigInt(days) * DAY;
  return end <= start ? 0n : (total * end) / whole - (total * start) / whole;
}

/** Returns how much of the cost's days has passed at the moment. Each day counts the same, also one of 23 or 25 hours. */
function elapsed({ since }: Pick<Cost, 'since'>, days: number, at: Date, timeZone: string): bigint {
  const { date } = localTimeIn(timeZone, at);
  const index = daysBetween(since, date);
  if (index < 0) return 0n;
  if (index >= days) return BigInt(days) * DAY;
  const [begins, ends] = [momentIn(timeZone, date, 0), momentIn(timeZone, dateAfter(date, 1), 0)];
  const part = (at.getTime() - begins.getTime()) / (ends.getTime() - begins.getTime());
  return BigInt(index) * DAY + BigInt(Math.floor(part * Number(DAY)));
}
