import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINE_STATES, newOrder, type OrderLine } from './number-order.ts';
import { hasEnded, type LineStep, mayCost, takeStep } from './order-line.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const order = (key: string | null = null) =>
  newOrder(
    {
      ...{ provider: 'prov_1', pool: 'pool_1', carrier: 'twilio', account: 'AC1', count: 2 },
      search: { country: 'US', kind: 'local', capabilities: ['voice'] },
      ...{ maxMonthlyPrice: null, orderedBy: { kind: 'key', id: 'key_1', name: 'Key' } },
    },
    key,
    NOW,
  );
function planned(): OrderLine {
  const [line] = order().lines;
  if (!line) throw new Error('an order has lines');
  return line;
}

const number = fc.constantFrom('+12025550101', '+12025550102', '+12025550103');
const reason = fc.constant({ code: 'refused', detail: 'The carrier refuses the request.' });
const step: fc.Arbitrary<LineStep> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('chosen' as const), number, monthlyPrice: fc.constant(null) }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('booked' as const), number }) },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constantFrom('sent' as const, 'gone' as const, 'set_up' as const) }),
  },
  { weight: 6, arbitrary: fc.constant({ type: 'added' as const, virtualNumber: 'num_1' }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('failed' as const), reason }) },
  { weight: 1, arbitrary: fc.constant({ type: 'cancelled' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('delayed' as const), reason, nextTryAt: fc.constant(NOW) }),
  },
);

/** Returns the lines after each of the steps that the line takes. Steps that it refuses are left out. */
function walk(steps: readonly LineStep[]): OrderLine[] {
  const lines = [planned()];
  for (const one of steps) {
    try {
      lines.push(takeStep(lines.at(-1) ?? planned(), one, NOW));
    } catch {}
  }
  return lines;
}

const pairs = (lines: readonly OrderLine[]) =>
  lines.slice(1).map((line, i) => [lines[i] as OrderLine, line] as const);

/** Returns the names of the rules that the step from one line to the next breaks. */
function brokenRules(before: OrderLine, after: OrderLine): string[] {
  const { state } = before;
  const distance = LINE_STATES.indexOf(after.state) - LINE_STATES.indexOf(state);
  const isSame = after.number === before.number;
  const excluded = [...before.excluded, before.number].join();
  const rules = {
    'keeps its token': after.token === before.token,
    'keeps its number while it is bought': state !== 'buying' || after.state !== 'buying' || isSame,
    'remembers a number that is gone':
      after.state !== 'planned' || state === 'planned' || after.excluded.join() === excluded,
    'leads a bought number into the pool':
      !['bought', 'set_up'].includes(state) || (isSame && [0, 1].includes(distance)),
    'takes no step after its end': !hasEnded(before),
  };
  return Object.entries(rules).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

describe('a line of an order', () => {
  it('keeps its token and its number, and leads each number that the account has into the pool', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const lines = walk(steps);
        for (const { state } of lines) reached.add(state);
        expect(pairs(lines).flatMap(([before, after]) => brokenRules(before, after))).toEqual([]);
      }),
      { numRuns: 500, seed: 7 },
    );
    expect([...reached].toSorted()).toEqual([...LINE_STATES].toSorted());
  });

  it('counts the purchases of one number, and starts again with another', () => {
    const chosen = { type: 'chosen', number: '+12025550101', monthlyPrice: null } as const;
    const lines = walk([chosen, { type: 'sent' }, { type: 'sent' }, { type: 'gone' }, chosen]);
    expect(lines.map(({ attempts }) => attempts)).toEqual([0, 0, 1, 2, 0, 0]);
    expect(lines.map(mayCost)).toEqual([false, true, true, true, false, true]);
  });

  it('keeps the reason of a delay until the next step, and the reason of a failure for ever', () => {
    const delay = {
      type: 'delayed',
      reason: { code: 'unavailable', detail: 'Away.' },
      nextTryAt: NOW,
    } as const;
    const chosen = { type: 'chosen', number: '+12025550101', monthlyPrice: null } as const;
    const [, one, two, three] = walk([delay, delay, chosen]);
    expect([one?.delays, two?.delays, three?.delays]).toEqual([1, 2, 0]);
    expect([two?.reason?.code, two?.nextTryAt, three?.reason]).toEqual([
      'unavailable',
      NOW.toISOString(),
      null,
    ]);
    const [, failed] = walk([{ type: 'failed', reason: { code: 'no_credit', detail: 'Low.' } }]);
    expect(failed).toMatchObject({ state: 'failed', reason: { code: 'no_credit' } });
  });
});

it('an order of the same key has the same id, and each line a token of its own', () => {
  expect(order('key_1 a').id).toBe(order('key_1 a').id);
  expect(order('key_1 a').id).not.toBe(order('key_1 b').id);
  expect(order().id).not.toBe(order().id);
  const tokens = order().lines.map(({ token }) => token);
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(token.length).toBeLessThanOrEqual(64);
});
