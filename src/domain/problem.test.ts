import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem, parseBy } from './problem.ts';

function errorsOf(schema: z.ZodType, value: unknown): string[] {
  const { message, errors = [] } = problemOf(() => parseBy(schema, value, '/at'));
  expect(message).toBe(`${errors[0]?.pointer}: ${errors[0]?.detail}`);
  return errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
}

function problemOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('there is no problem');
}

const kinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('a') }),
  z.object({ kind: z.literal('b') }),
]);

describe('a value that does not fit its schema', () => {
  it.each<[string, z.ZodType, unknown]>([
    ['/at/name is missing', z.object({ name: z.string() }), {}],
    ['/at must be text', z.string(), 5],
    ['/at must be a number', z.coerce.number(), 'many'],
    ['/at must be a whole number', z.coerce.number().int(), '1.5'],
    ['/at must be true or false', z.boolean(), 1],
    ['/at must be a list', z.array(z.string()), {}],
    ['/at must be an object', z.object({}), []],
    ['/at must be an object', kinds, null],
    ['/at must be `a`', z.literal('a'), 'b'],
    ['/at must be `a`, `b` or `c`', z.enum(['a', 'b', 'c']), 'd'],
    ['/at/kind must be `a` or `b`', kinds, { kind: 'c' }],
    ['/at must be at most 5', z.number().max(5), 6],
    ['/at must be at least 5', z.number().min(5), 4],
    ['/at must be less than 5', z.number().lt(5), 5],
    ['/at must be more than 5', z.number().gt(5), 5],
    ['/at must not be empty', z.string().min(1), ''],
    ['/at must have at least 2 characters', z.string().min(2), 'a'],
    ['/at must have at most one character', z.string().max(1), 'ab'],
    ['/at must have at least one entry', z.array(z.string()).min(1), []],
    ['/at must have at most 2 entries', z.array(z.string()).max(2), ['a', 'b', 'c']],
    ['/at must be a multiple of 5', z.number().multipleOf(5), 4],
    ['/at must be a time with its offset, such as 2026-03-08T12:00:00Z', z.iso.datetime(), 'now'],
    ['/at must be a date such as 2026-03-08', z.iso.date(), 'now'],
    [
      '/at/abc has a name that must have at most 2 characters',
      z.record(z.string().max(2), z.string()),
      { abc: '' },
    ],
    ['/at has none of the possible forms', z.union([z.string(), z.number()]), null],
    ['/at must be even', z.number().refine((n) => n % 2 === 0, 'must be even'), 3],
    ['/at has no member `b`', z.strictObject({}), { b: 1 }],
    ['/at is not possible here', z.number().refine(() => false), 3],
  ])('has a sentence: %s', (sentence, schema, value) => {
    expect(errorsOf(schema, value)).toEqual([sentence]);
  });

  it('names each unknown member', () => {
    expect(errorsOf(z.strictObject({ a: z.string() }), { a: '', 'b/c': 1, d: 2 })).toEqual([
      '/at has no members `b/c`, `d`',
    ]);
  });

  it('has at most 20 errors', () => {
    expect(
      errorsOf(
        z.array(z.string()),
        Array.from({ length: 50 }, () => 1),
      ),
    ).toHaveLength(20);
  });
});
