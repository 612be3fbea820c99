import type { Providers } from '../port.ts';
import type { Bindable } from './database.ts';

/** Each condition has a question mark for its value, or one for each of its values. */
export type Conditions = Record<string, Bindable | readonly Bindable[] | undefined>;

/** Returns a WHERE clause of the conditions that have a value. */
export function where(conditions: Conditions): { sql: string; values: Bindable[] } {
  const used = Object.entries(conditions).filter(
    (condition): condition is [string, Bindable | readonly Bindable[]] => condition[1] !== undefined,
  );
  return {
    sql: used.length > 0 ? `WHERE ${used.map(([condition]) => condition).join(' AND ')}` : '',
    values: used.flatMap(([, value]) => value),
  };
}

/** Returns the condition that a record belongs to one of the providers. */
export function ofProviders(wanted: Providers | undefined, column = 'provider'): Conditions {
  if (wanted === undefined) return {};
  if (typeof wanted === 'string') return { [`${column} = ?`]: wanted };
  return { [`${column} IN (SELECT value FROM json_each(?))`]: JSON.stringify(wanted) };
}
