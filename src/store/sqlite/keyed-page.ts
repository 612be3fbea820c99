import type { Providers } from '../port.ts';
import type { Database } from './database.ts';
import { type Conditions, ofProviders, where } from './where.ts';

export type KeyedPage = {
  table: string;
  /** The columns of the order: `provider`, a time, and others. */
  key: readonly ['provider', string, ...string[]];
  provider: Providers | undefined;
  /** The first time, included. */
  since: string | undefined;
  /** Other conditions. */
  conditions: Conditions;
  /** The key of the row before the page. */
  after: readonly string[] | undefined;
  limit: number;
};

/** Returns the rows of a page in the order of their key. The caller vouches for their type. */
export function keyedPage<Row>(
  database: Database,
  { table, key, provider, since, conditions, after, limit }: KeyedPage,
  columns = '*',
): Row[] {
  // SQLite finds one provider's rows by this condition. Without it, it would read each page from the beginning of the period.
  const begin = typeof provider === 'string' ? (after?.[1] ?? since) : since;
  const names = key.join(', ');
  const { sql, values } = where({
    ...ofProviders(provider),
    [`${key[1]} >= ?`]: begin,
    ...conditions,
    [`(${names}) > (${key.map(() => '?').join(', ')})`]: after,
  });
  const page = `SELECT ${columns} FROM ${table} ${sql} ORDER BY ${names} LIMIT ?`;
  return database.all<Row>(page, ...values, limit);
}
