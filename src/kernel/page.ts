import { z } from 'zod';
import { decimalInQuery } from './query.ts';

/** The query of a list. `next` of one page is `after` of the request for the following page. */
export const pageQuery = z.object({
  limit: decimalInQuery(z.number().int().min(1).max(1000)).default(100),
  after: z.string().max(200).optional(),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    next: z
      .string()
      .nullable()
      .meta({ description: 'The `after` of the next page. null: this is the last page.' }),
  });
}

/** Returns a page whose cursor is the id of its last record. */
export function page<T extends { id: string }>(
  records: T[],
  limit: number,
): { data: T[]; next: string | null } {
  return { data: records, next: records.length === limit ? (records.at(-1)?.id ?? null) : null };
}
