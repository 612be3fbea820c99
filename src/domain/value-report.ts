/** The report of the value and the cost of calls. */
import { z } from 'zod';
import { channelOf } from './channel.ts';
import type { Cost } from './cost.ts';
import { amountOf, unitsPer } from './money.ts';

/** The dimensions and times by which costs are known. */
const COSTED = ['provider', 'source', 'medium', 'campaign', 'channel', 'day', 'week', 'month', 'weekday'];

const amount = z.string().optional();
const moneySchema = z
  .object({
    currency: z.string().nullable().meta({ description: 'null: the values were reported without one' }),
    value: amount.meta({
      description: 'The sum of the values of the calls; decimal text, as all amounts here',
    }),
    valuePerCall: amount,
    cost: amount.meta({
      description: 'Missing where no cost is known, and by dimensions that costs do not have',
    }),
    costPerCall: amount,
    costPerQualified: amount.meta({ description: 'The cost for each qualified call' }),
    return: z.number().optional().meta({ description: 'The value divided by the cost' }),
  })
  .meta({ id: 'CallMoney' });
export type Money = z.infer<typeof moneySchema>;

const count = z.number().int();
const valueRowSchema = z
  .object({
    ...{ calls: count, answered: count, qualified: count },
    money: z.array(moneySchema).meta({ description: 'One for each currency of a value or cost' }),
  })
  .meta({ id: 'CallValue' });
export type ValueRow = z.infer<typeof valueRowSchema>;

export const valueReportSchema = z
  .object({
    data: z.array(valueRowSchema.extend({ by: z.record(z.string(), z.string().nullable()) })),
    total: valueRowSchema,
    isComplete: z.boolean().meta({ description: 'false: the report has more rows than `limit`' }),
    upTo: z.string().meta({ description: 'The cursor of the feed up to which all attributions are counted' }),
  })
  .meta({ id: 'ValueReport' });
export type ValueReport = z.infer<typeof valueReportSchema>;

/** Sums in the smallest unit of their currency. Null: nothing is known. */
type Units = { value: bigint | null; cost: bigint | null };
export type ValueSums = Pick<ValueRow, 'calls' | 'answered' | 'qualified'> & {
  money: Map<string | null, Units>;
};

export function emptyValueSums(): ValueSums {
  return { calls: 0, answered: 0, qualified: 0, money: new Map() };
}

export function addMoney(
  { money }: ValueSums,
  of: keyof Units,
  currency: string | null,
  units: bigint | null,
): void {
  if (units === null) return;
  const sums = money.get(currency) ?? { value: null, cost: null };
  money.set(currency, sums);
  sums[of] = (sums[of] ?? 0n) + units;
}

export function addValueSums(to: ValueSums, { calls, answered, qualified, money }: ValueSums): void {
  to.calls += calls;
  to.answered += answered;
  to.qualified += qualified;
  for (const [currency, { value, cost }] of money) {
    addMoney(to, 'value', currency, value);
    addMoney(to, 'cost', currency, cost);
  }
}

export function shownValue({ money, ...counts }: ValueSums): ValueRow {
  const currencies = [...money].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
  return { ...counts, money: currencies.map(([currency, units]) => moneyOf(currency, units, counts)) };
}

function moneyOf(
  currency: string | null,
  { value, cost }: Units,
  { calls, qualified }: Pick<ValueSums, 'calls' | 'qualified'>,
): Money {
  const text = (units: bigint) => amountOf(units, currency);
  return {
    currency,
    ...(value !== null && { value: text(value) }),
    ...(value !== null && calls > 0 && { valuePerCall: text(unitsPer(value, calls)) }),
    ...(cost !== null && { cost: text(cost) }),
    ...(cost !== null && calls > 0 && { costPerCall: text(unitsPer(cost, calls)) }),
    ...(cost !== null && qualified > 0 && { costPerQualified: text(unitsPer(cost, qualified)) }),
    ...(value !== null &&
      cost !== null &&
      cost > 0n && { return: Number((value * 10_000n) / cost) / 10_000 }),
  };
}

/** Returns whether costs are known by all of these dimensions and times. */
export function haveCosts(names: readonly string[]): boolean {
  return names.every((name) => COSTED.includes(name));
}

/** Returns the dimensions of a cost. Its channel follows from them, as that of a call does. */
export function valuesOfCost({ provider, source, medium, campaign }: Cost) {
  return { provider, source, medium, campaign, channel: channelOf({ source, medium, campaign }) };
}
