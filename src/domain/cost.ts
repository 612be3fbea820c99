/** A cost: the amount that a source, medium or campaign cost in a period, as an operator entered it. */
import { z } from 'zod';
import { idFrom } from './ids.ts';
import { amountSchema, currencySchema, fitsCurrency } from './money.ts';

const DAY_MS = 86_400_000;
const MAX_COST_DAYS = 366;

const day = z.iso.date().meta({ example: '2026-11-01' });
const traffic = z.string().trim().min(1).max(256);

const members = {
  provider: z.string().min(1).max(64),
  source: traffic.meta({ description: 'The source, written as calls have it', example: 'google' }),
  medium: traffic.nullable().default(null),
  campaign: traffic.nullable().default(null),
  since: day.meta({ description: "The first day, in the provider's time zone" }),
  until: day.meta({ description: 'The last day, included. The amount is spread evenly over the days.' }),
  amount: amountSchema,
  currency: currencySchema,
};

type Period = { since: string; until: string };
type Money = { amount: string; currency: string };
const FITS = { error: 'must have no more decimals than its currency', path: ['amount'] };
const PERIOD = {
  error: `must not be before \`since\`, nor more than ${MAX_COST_DAYS} days from it`,
  path: ['until'],
};
const hasPeriod = ({ since, until }: Period) => {
  const days = daysBetween(since, until);
  return days >= 0 && days < MAX_COST_DAYS;
};
const hasAmount = ({ amount, currency }: Money) => fitsCurrency(amount, currency);

/** The body of a POST. */
export const newCostSchema = z.strictObject(members).refine(hasPeriod, PERIOD).refine(hasAmount, FITS);
export type NewCost = z.output<typeof newCostSchema>;

/** The body of a PATCH. The other members say which cost it is. */
export const costPatchSchema = z.strictObject({ amount: amountSchema });

export const costSchema = z
  .object({ id: z.string(), ...members, createdAt: z.iso.datetime() })
  .required()
  .meta({ id: 'Cost' });
export type Cost = z.output<typeof costSchema>;

/** Returns the cost. Its id follows from all but the amount and currency, so one that is entered again is the same. */
export function costFrom(request: NewCost, now: Date): Cost {
  const { provider, source, medium, campaign, since, until } = request;
  const id = idFrom('cost', JSON.stringify([provider, source, medium, campaign, since, until]));
  return { id, ...request, createdAt: now.toISOString() };
}

/** Returns whether two costs are of the same traffic and share a day. Both together would count it twice. */
export function overlaps(one: NewCost, other: NewCost): boolean {
  return (
    one.provider === other.provider &&
    one.source === other.source &&
    one.medium === other.medium &&
    one.campaign === other.campaign &&
    one.since <= other.until &&
    other.since <= one.until
  );
}

/** Returns the days from one date to another. */
export function daysBetween(since: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(since)) / DAY_MS);
}

export function dateAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}
