import { expect, it } from 'vitest';
import { numberInQuery } from './query.ts';

it.each([
  ['to=+12025550100', '+12025550100'],
  ['to=%2B12025550100', '+12025550100'],
  ['to=end_1m85dx9rdvg8fecc', 'end_1m85dx9rdvg8fecc'],
  ['to=+', ' '],
])('%s is read as "%s"', (query, number) => {
  expect(numberInQuery.parse(new URLSearchParams(query).get('to'))).toBe(number);
});
