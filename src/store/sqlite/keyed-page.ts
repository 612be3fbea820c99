import type { Bindable, Database } from './database.ts';
import { where } from './where.ts';

export type KeyedPage = {
  table: string;
  /** The columns of the order. The first is the provider. */
  key: readonly [string, ...string[]];
  conditions: Record<string, Bindable | undefined>;
  /** The key of the row before the page. */
  after: readonly Bindable[] | undefined;
  limit: number;
};

/** Returns the rows of a page in the order of their key. The caller vouches for their type. */
export function keyedPage<Row>(
  database: Database,
  { table, key, conditions, after, limit }: KeyedPage,
  columns = '*',
): Row[] {
  // The whole key implies this condition. It begins the WHERE where no other one does.
  const { sql, values } = where({ ...conditions, [`${key[0]} >= ?`]: after?.[0] });
  const names = key.join(', ');
  const beyond = after ? `${sql} AND (${names}) > (${after.map(() => '?').join(', ')})` : sql;
  const page = `SELECT ${columns} FROM ${table} ${beyond} ORDER BY ${names} LIMIT ?`;
  return database.all<Row>(page, ...values, ...(after ?? []), limit);
}
