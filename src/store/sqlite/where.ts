import type { Providers } from '../port.ts';
import type { Bindable } from './database.ts';

/**
 * Returns a WHERE clause of the conditions that have a value. Each condition has one question mark, for its value.
 */
export function where(conditions: Record<string, Bindable | undefined>): { sql: string; values: Bindable[] } {
  const used = Object.entries(conditions).filter(
    (condition): condition is [string, Bindable] => condition[1] !== undefined,
  );
  return {
    sql: used.length > 0 ? `WHERE ${used.map(([condition]) => condition).join(' AND ')}` : '',
    values: used.map(([, value]) => value),
  };
}

/** Returns the condition that a record belongs to one of the providers. */
export function ofProviders(wanted: Providers | undefined, column = 'provider'): Record<string, Bindable> {
  if (wanted === undefined) return {};
  if (typeof wanted === 'string') return { [`${column} = ?`]: wanted };
  return { [`${column} IN (SELECT value FROM json_each(?))`]: JSON.stringify(wanted) };
}
