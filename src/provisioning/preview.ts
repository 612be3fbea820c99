import { amountOf, unitsOf } from '../domain/money.ts';
import { budgetFault, countedPrice, priceFault } from '../domain/number-budget.ts';
import type { Offer, Price } from '../domain/number-search.ts';
import type { Directory } from '../registry/port.ts';
import type { ShopAccounts } from './accounts.ts';
import type { OrderRequest } from './orders.ts';
import { searchShop } from './search.ts';

export type PreviewOptions = {
  accounts: Pick<ShopAccounts, 'find'>;
  directory: Pick<Directory, 'get' | 'dialable'>;
  costs: (provider: string, currency: string) => Promise<bigint>;
};

/** What an order would buy, without buying it. */
export type OrderPreview = {
  account: string;
  offers: Offer[];
  monthlyPrice: Price | null;
  budget: { limit: Price; costs: Price } | null;
  obstacles: string[];
};

/** Returns what the order would buy now, what it costs, and what stands in its way. */
export async function previewOrder(options: PreviewOptions, request: OrderRequest): Promise<OrderPreview> {
  const { accounts, directory, costs } = options;
  const { pool, carrier, count } = request;
  const account = accounts.find(carrier, request.account);
  const budget = directory.get('providers', pool.provider)?.monthlyBudget ?? null;
  const found = await searchShop(account.shop, request.search, count);
  const free = found.filter(({ number }) => directory.dialable(carrier, number) === undefined);
  const faults = free.map(({ monthlyPrice }) => priceFault(monthlyPrice, request, budget));
  const offers = free.filter((_, index) => faults[index] === null);
  const monthlyPrice = sumOf(offers.map((offer) => countedPrice(offer.monthlyPrice, request)));
  const present = budget && (await costs(pool.provider, budget.currency));
  const added = budget && monthlyPrice ? unitsOf(monthlyPrice.amount, budget.currency) : 0n;
  const fault = present === null ? null : budgetFault(present + added, budget);
  const isShort = offers.length < count;
  return {
    ...{ account: account.id, offers, monthlyPrice },
    budget: budget && { limit: budget, costs: priceOf(present ?? 0n, budget.currency) },
    obstacles: [
      ...new Set(faults.flatMap((one) => (one ? [one.detail] : []))),
      ...(fault ? [fault.detail] : []),
      ...(isShort ? [`The carrier has ${offers.length} of ${count} numbers that fit.`] : []),
    ],
  };
}

/** Returns the sum of prices in one currency. Returns null for no prices, or several currencies. */
function sumOf(prices: readonly (Price | null)[]): Price | null {
  const [first] = prices;
  if (!first || prices.some((price) => price?.currency !== first.currency)) return null;
  const units = prices.reduce((sum, price) => sum + (price ? unitsOf(price.amount, price.currency) : 0n), 0n);
  return priceOf(units, first.currency);
}

function priceOf(units: bigint, currency: string): Price {
  return { amount: amountOf(units, currency), currency };
}
