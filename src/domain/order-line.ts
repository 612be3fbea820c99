/** How one number of an order proceeds, from the plan to the pool. */
import type { LineState, OrderLine } from './number-order.ts';
import type { Price } from './number-search.ts';

type Reason = { code: string; detail: string };

/** A step of a line. Each is stored before the next request to the carrier. */
export type LineStep =
  /** A number was found. Nothing has been sent to the carrier. */
  | { type: 'chosen'; number: string; monthlyPrice: Price | null }
  /** The purchase is about to be sent, perhaps once more. */
  | { type: 'sent' }
  /** The account has the number. */
  | { type: 'booked'; number: string }
  /** Somebody else has bought the number, and none of our purchases was booked. */
  | { type: 'gone' }
  | { type: 'set_up' }
  | { type: 'added'; virtualNumber: string }
  | { type: 'failed'; reason: Reason }
  | { type: 'cancelled' }
  /** The step cannot be made now. The line stays as it is until then. */
  | { type: 'delayed'; reason: Reason; nextTryAt: Date };

/** The states from which each step leads, and the state after it. `delayed` leads nowhere. */
const STEPS: Readonly<
  Record<Exclude<LineStep['type'], 'delayed'>, { from: readonly LineState[]; to: LineState }>
> = {
  chosen: { from: ['planned'], to: 'buying' },
  sent: { from: ['buying'], to: 'buying' },
  booked: { from: ['buying'], to: 'bought' },
  gone: { from: ['buying'], to: 'planned' },
  set_up: { from: ['bought'], to: 'set_up' },
  added: { from: ['set_up'], to: 'added' },
  failed: { from: ['planned', 'buying'], to: 'failed' },
  cancelled: { from: ['planned'], to: 'cancelled' },
};

const ENDED: readonly LineState[] = ['added', 'failed', 'cancelled'];
/** The account pays, or may pay, for a number in these states. */
const PAID: readonly LineState[] = ['buying', 'bought', 'set_up', 'added'];

export function hasEnded({ state }: OrderLine): boolean {
  return ENDED.includes(state);
}

export function mayCost({ state }: OrderLine): boolean {
  return PAID.includes(state);
}

/** Returns the line after the step. Throws for a step that its state does not allow. */
export function takeStep(line: OrderLine, step: LineStep, now: Date): OrderLine {
  if (step.type === 'delayed') {
    if (hasEnded(line)) throw new Error(`A line that is ${line.state} does not wait`);
    return { ...line, delays: line.delays + 1, reason: step.reason, nextTryAt: step.nextTryAt.toISOString() };
  }
  const { from, to } = STEPS[step.type];
  if (!from.includes(line.state)) throw new Error(`A line that is ${line.state} cannot be ${step.type}`);
  const next = {
    ...line,
    state: to,
    nextTryAt: null,
    ...(to !== line.state && { since: now.toISOString() }),
  };
  switch (step.type) {
    case 'chosen':
      return { ...clear(next), number: step.number, monthlyPrice: step.monthlyPrice };
    case 'sent':
      return { ...next, attempts: line.attempts + 1 };
    case 'booked':
      return { ...clear(next), number: step.number };
    case 'gone':
      return {
        ...clear(next),
        ...{ number: null, monthlyPrice: null, attempts: 0 },
        excluded: [...line.excluded, ...(line.number === null ? [] : [line.number])],
      };
    case 'added':
      return { ...clear(next), virtualNumber: step.virtualNumber };
    case 'failed':
      return { ...next, reason: step.reason };
    default:
      return clear(next);
  }
}

function clear(line: OrderLine): OrderLine {
  return { ...line, delays: 0, reason: null };
}
