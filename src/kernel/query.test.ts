import { expect, it } from 'vitest';
import { z } from 'zod';
import { decimalInQuery, numberInQuery } from './query.ts';

it.each([
  ['to=+12025550100', '+12025550100'],
  ['to=%2B12025550100', '+12025550100'],
  ['to=end_1m85dx9rdvg8fecc', 'end_1m85dx9rdvg8fecc'],
  ['to=+', ' '],
])('%s is read as "%s"', (query, number) => {
  expect(numberInQuery.parse(new URLSearchParams(query).get('to'))).toBe(number);
});

it.each([
  ['7', 7],
  ['-0.5', -0.5],
  ['', undefined],
  [' 7', undefined],
  ['0x10', undefined],
  ['1e3', undefined],
])('"%s" is read as the number %s', (text, number) => {
  expect(decimalInQuery(z.number()).safeParse(text).data).toBe(number);
});
