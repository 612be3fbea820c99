import { z } from 'zod';

/**
 * Text in a query that may be a phone number. A plus sign that was typed as it is arrives as a space; no number or id
 * begins with one.
 */
export const numberInQuery = z
  .string()
  .max(300)
  .transform((text) => text.replace(/^ (?=\d)/, '+'));

/** A moment in a query, with its offset from UTC. */
export const momentInQuery = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
