import { monthlyCosts } from '../domain/number-budget.ts';
import type { NumberOrder } from '../domain/number-order.ts';
import { every } from '../infra/every.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';

export type CostsOptions = { store: Pick<Store, 'numberOrders'>; directory: Pick<Directory, 'get'> };

/**
 * Returns what the numbers that the provider has ordered cost a month, in the currency's smallest unit. A number whose record is
 * gone costs nothing.
 */
export async function costsOf(
  { store, directory }: CostsOptions,
  provider: string,
  currency: string,
): Promise<bigint> {
  const orders: NumberOrder[] = [];
  const list = (page: { limit: number; after?: string | undefined }) =>
    store.numberOrders.list(page, { provider });
  for await (const order of every<NumberOrder>({ list })) orders.push(order);
  return monthlyCosts(
    orders,
    currency,
    ({ virtualNumber }) => virtualNumber !== null && !directory.get('numbers', virtualNumber),
  );
}
