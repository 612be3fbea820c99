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
