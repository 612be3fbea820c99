import { changeOf } from '../domain/audit.ts';
import type { Sender } from '../domain/holder.ts';
import type { Carrier, Pool } from '../domain/model.ts';
import { type NumberOrder, newOrder } from '../domain/number-order.ts';
import type { NumberSearch, Price } from '../domain/number-search.ts';
import { takeStep } from '../domain/order-line.ts';
import { Problem } from '../domain/problem.ts';
import type { Store } from '../store/port.ts';
import type { ShopAccounts } from './accounts.ts';

/** An order as a request describes it, with its pool. */
export type OrderRequest = {
  pool: Pool;
  carrier: Carrier;
  account: string | undefined;
  search: NumberSearch;
  count: number;
  maxMonthlyPrice: Price | null;
};

export type OrdersOptions = {
  store: Pick<Store, 'numberOrders'>;
  accounts: Pick<ShopAccounts, 'find'>;
  /** Whether carriers know an address of ours. Without it, calls of bought numbers would lead nowhere. */
  hasPublicUrl: boolean;
  /** Asks the workers to continue orders at once. */
  queue: () => Promise<unknown>;
  now: () => Date;
};

/** Orders numbers, and cancels what has not begun. The workers buy them. */
export class Orders {
  readonly #options: OrdersOptions;

  constructor(options: OrdersOptions) {
    this.#options = options;
  }

  /**
   * Stores an order.
   * @param idempotencyKey a request that is repeated with it gets the first order. null: the order is new
   */
  async create(sender: Sender, request: OrderRequest, idempotencyKey: string | null): Promise<NumberOrder> {
    const { store, accounts, hasPublicUrl, now } = this.#options;
    if (!hasPublicUrl)
      throw new Problem(
        'invalid_request',
        'Set PUBLIC_URL first. Without it the carrier cannot send the calls of the numbers here.',
      );
    const { pool, account, ...rest } = request;
    const { id: found } = accounts.find(rest.carrier, account);
    const { kind, id, name } = sender;
    const order = newOrder(
      { ...rest, provider: pool.provider, pool: pool.id, account: found, orderedBy: { kind, id, name } },
      idempotencyKey === null ? null : `${kind} ${id} ${idempotencyKey}`,
      now(),
    );
    await store.numberOrders.add(order);
    const stored = (await store.numberOrders.get(order.id)) ?? order;
    if (!isSameRequest(order, stored))
      throw new Problem('idempotency_key_reused', 'This key was used for a different order.');
    sender.note(
      changeOf({ kind: 'number-orders', id: order.id, provider: pool.provider }, null, shown(order)),
    );
    // The schedule finds the order, where the queue is out of reach.
    await this.#options.queue().catch(() => undefined);
    return stored;
  }

  /** Cancels the lines that have not begun. Returns the order. */
  async cancel(sender: Sender, order: NumberOrder): Promise<NumberOrder> {
    const { store, now } = this.#options;
    for (let former: NumberOrder | null = order; former; former = await store.numberOrders.get(order.id)) {
      const at = now();
      const lines = former.lines.map((line) =>
        line.state === 'planned' ? takeStep(line, { type: 'cancelled' }, at) : line,
      );
      if (lines.every((line, index) => line === former?.lines[index])) return former;
      const isDone = lines.every(({ state }) => ['added', 'failed', 'cancelled'].includes(state));
      const end = isDone ? { state: 'done' as const, endedAt: at.toISOString() } : {};
      const changed = await store.numberOrders.change(former, { lines, ...end });
      if (changed === null) continue;
      const cancelled = lines.filter(({ state }) => state === 'cancelled').length;
      sender.note(
        changeOf(
          { kind: 'number-orders', id: order.id, provider: order.provider },
          { cancelled: 0 },
          { cancelled },
        ),
      );
      return changed;
    }
    throw new Problem('not_found', `There is no order ${order.id}.`);
  }
}

function isSameRequest(one: NumberOrder, other: NumberOrder): boolean {
  return JSON.stringify(shown(one)) === JSON.stringify(shown(other));
}

/** Returns what a request decides about an order. */
function shown({
  pool,
  carrier,
  account,
  search,
  maxMonthlyPrice,
  lines,
}: NumberOrder): Record<string, unknown> {
  return { pool, carrier, account, search, maxMonthlyPrice, count: lines.length };
}
