import type { Logger } from 'pino';
import type { Carrier } from '../domain/model.ts';
import type { NumberOrder, OrderLine } from '../domain/number-order.ts';
import { hasEnded, type LineStep, takeStep } from '../domain/order-line.ts';
import { mask } from '../domain/phone.ts';
import { Problem } from '../domain/problem.ts';
import { every } from '../infra/every.ts';
import type { Directory } from '../registry/port.ts';
import type { Store } from '../store/port.ts';
import type { VoiceUrls } from '../voice/port.ts';
import type { ShopAccounts } from './accounts.ts';
import { notePurchase } from './audit.ts';
import { costsOf } from './costs.ts';
import { buyNumber, chooseNumber, delayed, type LineWork, waiting } from './purchase.ts';

export type ContinueOptions = {
  store: Pick<Store, 'numberOrders' | 'audit'>;
  directory: Pick<Directory, 'get' | 'dialable'>;
  accounts: Pick<ShopAccounts, 'get'>;
  urlsOf: (carrier: Carrier) => VoiceUrls;
  /** Adds the number to the order's pool, unless it is there. Resolves with the number's id. */
  addToPool: (order: NumberOrder, number: string) => Promise<string>;
  now: () => Date;
  log: Pick<Logger, 'info' | 'warn'>;
};

/** Another worker has changed the order. It continues there. */
class TakenOver extends Error {}

/**
 * Returns a function that continues each order that has not ended. Each step is stored before the next one, under the
 * order's version. So a worker that dies leaves an order that any worker continues, and of two workers one makes a step.
 */
export function createContinueOrders(options: ContinueOptions) {
  const { store, directory, accounts, now, log } = options;

  return async (): Promise<void> => {
    const open = {
      list: ({ limit, after }: { limit: number; after?: string | undefined }) =>
        store.numberOrders.open(limit, after),
    };
    for await (const order of every<NumberOrder>(open)) {
      try {
        await continueOrder(order);
      } catch (error) {
        if (!(error instanceof TakenOver)) throw error;
      }
    }
  };

  async function continueOrder(order: NumberOrder): Promise<void> {
    let current = order;
    for (const index of order.lines.keys()) {
      for (let line = lineAt(current, index); isDue(line); line = lineAt(current, index)) {
        const save = async (step: LineStep): Promise<OrderLine> => {
          current = await saved(current, index, step);
          return lineAt(current, index);
        };
        await save(await nextStep({ order: current, line, save }));
      }
    }
  }

  async function saved(former: NumberOrder, index: number, step: LineStep): Promise<NumberOrder> {
    const at = now();
    const line = takeStep(lineAt(former, index), step, at);
    const lines = former.lines.with(index, line);
    const isDone = lines.every(hasEnded);
    const changed = await store.numberOrders.change(former, {
      lines,
      ...(isDone && { state: 'done' as const, endedAt: at.toISOString() }),
    });
    if (changed === null) throw new TakenOver();
    report(former, line, step);
    return changed;
  }

  function report({ id: order, carrier }: NumberOrder, line: OrderLine, { type }: LineStep): void {
    const fields = { order, carrier, number: line.number && mask(line.number), reason: line.reason?.code };
    if (type === 'added') log.info(fields, 'an ordered number was added to its pool');
    else if (type === 'failed') log.warn(fields, 'a number could not be bought');
    else if (type === 'delayed') log.warn(fields, 'an ordered number waits for its carrier');
  }

  function isDue(line: OrderLine): boolean {
    return !hasEnded(line) && (line.nextTryAt === null || Date.parse(line.nextTryAt) <= now().getTime());
  }

  async function nextStep({
    order,
    line,
    save,
  }: Pick<LineWork, 'order' | 'line' | 'save'>): Promise<LineStep> {
    const account = accounts.get(order.carrier, order.account);
    if (!account) return waiting(line, NO_ACCOUNT, now());
    const budget = directory.get('providers', order.provider)?.monthlyBudget ?? null;
    const work: LineWork = {
      ...{ order, line, save, budget, now, shop: account.shop },
      costs: () => costsOf({ store, directory }, order.provider, budget?.currency ?? ''),
      isKnown: (number) => directory.dialable(order.carrier, number) !== undefined,
    };
    switch (line.state) {
      case 'planned':
        return directory.get('pools', order.pool) ? chooseNumber(work) : poolGone();
      case 'buying':
        return buyNumber(work);
      case 'bought':
        return setUp(work);
      default:
        return add(work);
    }
  }

  async function setUp({ order, line, shop }: LineWork): Promise<LineStep> {
    await notePurchase(store.audit, order, line, now());
    try {
      await shop.setUrls(line.number ?? '', options.urlsOf(order.carrier));
      return { type: 'set_up' };
    } catch (error) {
      return delayed(line, error, now());
    }
  }

  async function add({ order, line }: LineWork): Promise<LineStep> {
    try {
      return { type: 'added', virtualNumber: await options.addToPool(order, line.number ?? '') };
    } catch (error) {
      // The number is paid for. It waits until an operator has removed what stands in its way.
      if (!(error instanceof Problem)) throw error;
      return waiting(line, { code: error.code, detail: error.message }, now());
    }
  }
}

function lineAt({ lines }: NumberOrder, index: number): OrderLine {
  const line = lines[index];
  if (!line) throw new Error(`The order has no line ${index}`);
  return line;
}

const NO_ACCOUNT = { code: 'no_account', detail: 'The account of the order is not in the configuration.' };

function poolGone(): LineStep {
  return { type: 'failed', reason: { code: 'pool_gone', detail: 'The pool of the order has been removed.' } };
}
