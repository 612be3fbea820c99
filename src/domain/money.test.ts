import { expect, it } from 'vitest';
import { amountOf, fitsCurrency, unitsOf, unitsOfValue, unitsPer } from './money.ts';

it.each([
  ['12.5', 'EUR', 1250n, '12.50'],
  ['0', 'EUR', 0n, '0.00'],
  ['1500', 'JPY', 1500n, '1500'],
  ['0.125', 'KWD', 125n, '0.125'],
  ['999999999999.99', 'USD', 99_999_999_999_999n, '999999999999.99'],
])('%s %s is exact in the smallest unit', (amount, currency, units, text) => {
  expect(unitsOf(amount, currency)).toBe(units);
  expect(amountOf(units, currency)).toBe(text);
});

it('amounts have no more decimals than their currency', () => {
  expect([fitsCurrency('1.50', 'EUR'), fitsCurrency('1.500', 'EUR'), fitsCurrency('1.005', 'EUR')]).toEqual([
    ...[true, true, false],
  ]);
  expect([fitsCurrency('1.5', 'JPY'), fitsCurrency('1', 'JPY')]).toEqual([false, true]);
});

it('values of calls round to the smallest unit, and averages half up', () => {
  expect(unitsOfValue(0.1 + 0.2, 'EUR')).toBe(30n);
  expect(unitsOfValue(1e12, null)).toBe(100_000_000_000_000n);
  expect([unitsPer(10n, 4), unitsPer(10n, 3), unitsPer(0n, 3)]).toEqual([3n, 3n, 0n]);
});
