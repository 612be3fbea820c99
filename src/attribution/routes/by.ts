import { z } from 'zod';

/** Returns the schema of a parameter that names at most six of the dimensions. */
export function byOf<const Name extends string>(names: readonly Name[], example: string) {
  return z
    .string()
    .max(200)
    .transform((text) => (text === '' ? [] : text.split(',')))
    .pipe(z.array(z.enum(names, `must name some of ${names.join(', ')}`)).max(6))
    .default([])
    .meta({ description: 'The dimensions of the rows, separated by commas', example });
}
