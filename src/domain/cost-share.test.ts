import fc from 'fast-check';
import { expect, it } from 'vitest';
import { costWithin } from './cost-share.ts';

const cost = { since: '2026-03-28', until: '2026-03-30', amount: '10.00', currency: 'EUR' };
const at = (text: string) => new Date(text);

it('a cost is spread evenly over its days, also over one of 23 hours', () => {
  const share = (since: string, until: string) =>
    costWithin(cost, { since: at(since), until: at(until) }, 'Europe/Berlin');
  // The clocks change on 29 March.
  expect(share('2026-03-27T23:00:00Z', '2026-03-28T23:00:00Z')).toBe(333n);
  expect(share('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(333n);
  expect(share('2026-03-29T22:00:00Z', '2026-03-30T22:00:00Z')).toBe(334n);
  expect(share('2026-03-27T23:00:00Z', '2026-03-28T11:00:00Z')).toBe(166n);
  expect(share('2026-03-01T00:00:00Z', '2026-03-27T23:00:00Z')).toBe(0n);
  expect(share('2026-03-30T22:00:00Z', '2026-04-30T22:00:00Z')).toBe(0n);
  expect(costWithin(cost, {}, 'Europe/Berlin')).toBe(1000n);
});

it('the parts of adjacent periods add up to the whole cost', () => {
  const first = at('2026-03-27T00:00:00Z').getTime();
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 8 }), (quarters) => {
      const moments = quarters.toSorted((a, b) => a - b).map((one) => new Date(first + one * 900_000));
      const bounds = [undefined, ...moments, undefined];
      const parts = bounds
        .slice(1)
        .map((until, i) => costWithin(cost, { since: bounds[i], until }, 'Europe/Berlin'));
      expect(parts.reduce((sum, one) => sum + one, 0n)).toBe(1000n);
    }),
  );
});
