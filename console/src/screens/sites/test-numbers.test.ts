import { expect, it } from 'vitest';
import { freeTestNumbers } from './test-numbers.ts';

it('gives a second site test numbers that the first does not have', () => {
  const first = freeTestNumbers([]);
  expect(first).toHaveLength(4);
  const second = freeTestNumbers(first.map((number) => ({ number })));
  expect(second).toHaveLength(4);
  expect(second.filter((number) => first.includes(number))).toEqual([]);
});

it('takes the numbers between those in use, and no other number of the plan', () => {
  const used = Array.from({ length: 100 }, (_, i) => ({
    number: `+12025550${String(100 + i)}`,
  })).filter(({ number }) => number !== '+12025550150');
  expect(freeTestNumbers(used)).toEqual(['+12025550150']);
});
