import { budgetFault, priceFault } from '../domain/number-budget.ts';
import type { NumberOrder, OrderLine } from '../domain/number-order.ts';
import type { Offer, Price } from '../domain/number-search.ts';
import type { LineStep } from '../domain/order-line.ts';
import { type NumberShop, ShopError, type ShopFault } from '../voice/port.ts';

/** A purchase may be booked this long after it was sent, and lists of the carrier may lag behind. */
const SETTLE_MS = 60_000;
const MAX_EXCLUDED = 5;
const MAX_OFFERS = 30;
const FIRST_DELAY_SECONDS = 5;
const MAX_DELAY_SECONDS = 300;

/** Faults that another attempt does not mend. */
const FINAL: readonly ShopFault[] = [
  'none_found',
  'address_required',
  'no_credit',
  'credentials_refused',
  'refused',
];

type Reason = { code: string; detail: string };

/** A carrier does not know a number that is no longer for sale. */
const GONE: readonly ShopFault[] = ['number_gone', 'not_in_account'];

/** The work on one line. */
export type LineWork = {
  order: NumberOrder;
  line: OrderLine;
  shop: NumberShop;
  budget: Price | null;
  now: () => Date;
  /** Returns what the provider's numbers cost a month, those that are being bought included. */
  costs: () => Promise<bigint>;
  /** Whether Ringtrail has the number already. */
  isKnown: (number: string) => boolean;
  /** Stores a step. Rejects when another worker has changed the order. */
  save: (step: LineStep) => Promise<OrderLine>;
};

/** Selects a number for a planned line. Nothing is sent to the carrier but a search. */
export async function chooseNumber({ order, line, shop, budget, now, isKnown }: LineWork): Promise<LineStep> {
  if (line.excluded.length > MAX_EXCLUDED)
    return failed('number_gone', 'Others have bought each number first. Order again.');
  let offers: Offer[];
  try {
    offers = await shop.search(order.search, MAX_OFFERS + order.lines.length);
  } catch (error) {
    return isFinal(error) ? failed(error.fault, error.message) : delayed(line, error, now());
  }
  const taken = new Set([...line.excluded, ...order.lines.map((one) => one.number)]);
  const free = offers.filter(({ number }) => !taken.has(number) && !isKnown(number));
  const affordable = free.find(({ monthlyPrice }) => priceFault(monthlyPrice, order, budget) === null);
  if (affordable) return { type: 'chosen', ...priced(affordable) };
  const [first] = free;
  const fault = first && priceFault(first.monthlyPrice, order, budget);
  return fault
    ? { type: 'failed', reason: fault }
    : failed('none_found', new ShopError('none_found').message);
}

/**
 * Buys the number of the line. First it looks in the account for a number with the line's token, which an earlier attempt may have
 * bought. A second purchase of the same number is safe: the carrier sells a number once. Another number is chosen
 * only when no purchase of this one can be on its way.
 */
export async function buyNumber(work: LineWork): Promise<LineStep> {
  const { line, shop, budget, now, costs, save } = work;
  const number = line.number ?? '';
  try {
    const [found] = await shop.bought(line.token, number);
    if (found?.isReady) return { type: 'booked', number: found.number };
    if (found) return delayed(line, new ShopError('uncertain'), now());
  } catch (error) {
    return delayed(line, error, now());
  }
  const overBudget = line.attempts === 0 && budget ? budgetFault(await costs(), budget) : null;
  if (overBudget) return { type: 'failed', reason: overBudget };
  const sent = await save({ type: 'sent' });
  try {
    await shop.buy(number, line.token);
    return { type: 'booked', number };
  } catch (error) {
    return afterRefusal(sent, error, now());
  }
}

/** Returns the step after a purchase that failed. */
function afterRefusal(line: OrderLine, error: unknown, now: Date): LineStep {
  const isGone = error instanceof ShopError && GONE.includes(error.fault);
  if (!isGone && !isFinal(error)) return delayed(line, error, now);
  const settledAt = new Date(Date.parse(line.since) + SETTLE_MS);
  // An earlier purchase without an answer may be the one that has taken the number.
  if (line.attempts > 1 && now < settledAt)
    return { type: 'delayed', reason: reasonOf(new ShopError('uncertain')), nextTryAt: settledAt };
  return isGone ? { type: 'gone' } : { type: 'failed', reason: reasonOf(error) };
}

/** Returns the step that waits after a fault of the carrier, as long as the carrier says. Throws any other error. */
export function delayed(line: OrderLine, error: unknown, now: Date): LineStep {
  return waiting(line, reasonOf(error), now, (error as ShopError).retryAfterSeconds);
}

/** Returns the step that waits: 5 seconds, and longer after each failure in sequence, 5 minutes at most. */
export function waiting(line: OrderLine, reason: Reason, now: Date, seconds: number | null = null): LineStep {
  const backoff = Math.min(FIRST_DELAY_SECONDS * 2 ** Math.min(line.delays, 10), MAX_DELAY_SECONDS);
  return { type: 'delayed', reason, nextTryAt: new Date(now.getTime() + (seconds ?? backoff) * 1000) };
}

/** Returns the reason of a fault of the carrier. Throws any other error: the job is tried again. */
function reasonOf(error: unknown): Reason {
  if (!(error instanceof ShopError)) throw error;
  return { code: error.fault, detail: error.message };
}

function isFinal(error: unknown): error is ShopError {
  return error instanceof ShopError && FINAL.includes(error.fault);
}

function failed(code: string, detail: string): LineStep {
  return { type: 'failed', reason: { code, detail } };
}

function priced({ number, monthlyPrice }: Offer): Pick<Offer, 'number' | 'monthlyPrice'> {
  return { number, monthlyPrice };
}
