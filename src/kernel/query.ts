import { z } from 'zod';

/**
 * Text in a query that may be a phone number. An unescaped plus sign arrives as a space. No number or id begins with a
 * space, so a leading one becomes the plus sign again.
 */
export const numberInQuery = z
  .string()
  .max(300)
  .transform((text) => text.replace(/^ (?=\d)/, '+'));

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A decimal number in a query. `Number` alone would read an empty text as zero, and hexadecimal digits as a number. */
export function decimalInQuery<S extends z.ZodNumber>(schema: S) {
  return z.preprocess(
    (value) => (typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value),
    schema,
  );
}

/** A time in a query, with its offset from UTC. */
export const momentInQuery = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** `true` or `false` in a query. */
export const booleanInQuery = z.stringbool({
  truthy: ['true'],
  falsy: ['false'],
  error: 'must be true or false',
});
