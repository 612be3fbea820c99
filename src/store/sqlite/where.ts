import type { Bindable } from './database.ts';

/** Conditions that all hold; those without a value are left out. A question mark stands for the value. */
export function where(conditions: Record<string, Bindable | undefined>): { sql: string; values: Bindable[] } {
  const given = Object.entries(conditions).filter(
    (condition): condition is [string, Bindable] => condition[1] !== undefined,
  );
  return {
    sql: given.length > 0 ? `WHERE ${given.map(([condition]) => condition).join(' AND ')}` : '',
    values: given.map(([, value]) => value),
  };
}
