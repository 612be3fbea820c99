/** What a provider's numbers may cost a month. */
import { unitsOf } from './money.ts';
import type { NumberOrder, OrderLine } from './number-order.ts';
import type { Price } from './number-search.ts';
import { mayCost } from './order-line.ts';

type Limits = Pick<NumberOrder, 'maxMonthlyPrice'>;
type Reason = { code: string; detail: string };

/** Returns the price that counts. A carrier that states no price counts with the most that the order allows. */
export function countedPrice(stated: Price | null, { maxMonthlyPrice }: Limits): Price | null {
  return stated ?? maxMonthlyPrice;
}

/** Returns why a number of this price is not bought by the order. null: the order allows it. */
export function priceFault(stated: Price | null, order: Limits, budget: Price | null): Reason | null {
  const { maxMonthlyPrice: max } = order;
  const price = countedPrice(stated, order);
  if (price === null)
    return { code: 'price_unknown', detail: 'The carrier states no price. Order with `maxMonthlyPrice`.' };
  if (max === null && budget === null)
    return {
      code: 'no_budget',
      detail: 'The provider has no `monthlyBudget`. Set one, or order with `maxMonthlyPrice`.',
    };
  for (const limit of [max, budget])
    if (limit !== null && limit.currency !== price.currency)
      return {
        code: 'other_currency',
        detail: `The price is in ${price.currency}, and the limit is in ${limit.currency}.`,
      };
  if (max !== null && isMore(price, max))
    return {
      code: 'price_too_high',
      detail: `The number costs ${words(price)} a month. The order allows ${words(max)}.`,
    };
  return null;
}

/** Returns why the provider's numbers cost more than its budget. null: they do not, or it has no budget. */
export function budgetFault(costs: bigint, budget: Price | null): Reason | null {
  if (budget === null || costs <= unitsOf(budget.amount, budget.currency)) return null;
  return {
    code: 'over_budget',
    detail: `The provider's numbers would cost more than its \`monthlyBudget\` of ${words(budget)}.`,
  };
}

/**
 * Returns what the bought numbers of the orders cost a month, in the currency's smallest unit. Numbers with a price in
 * another currency do not count.
 * @param isReleased whether the line's number has left the pool for good
 */
export function monthlyCosts(
  orders: Iterable<NumberOrder>,
  currency: string,
  isReleased: (line: OrderLine) => boolean,
): bigint {
  let units = 0n;
  for (const order of orders)
    for (const line of order.lines) {
      const price = mayCost(line) && !isReleased(line) ? countedPrice(line.monthlyPrice, order) : null;
      if (price?.currency === currency) units += unitsOf(price.amount, currency);
    }
  return units;
}

function isMore(one: Price, other: Price): boolean {
  return unitsOf(one.amount, one.currency) > unitsOf(other.amount, other.currency);
}

function words({ amount, currency }: Price): string {
  return `${amount} ${currency}`;
}
