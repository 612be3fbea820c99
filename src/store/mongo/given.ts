/** The fields that have a value: a filter's field without one would ask for documents that lack it. */
export function given<T extends object>(fields: T): { [field in keyof T]?: NonNullable<T[field]> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [field in keyof T]?: NonNullable<T[field]> };
}
