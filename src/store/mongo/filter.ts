import type { Providers } from '../port.ts';

/** Returns the members that have a value. A filter's member without one would match documents that lack it. */
export function defined<T extends object>(members: T): { [member in keyof T]?: NonNullable<T[member]> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [member in keyof T]?: NonNullable<T[member]> };
}

/** Returns a filter on `at` for the span, both ends included. */
export function atWithin<Time extends Date | string>(since: Time | undefined, until: Time | undefined) {
  return since || until ? { at: defined({ $gte: since, $lte: until }) } : {};
}

/** Matches any of the keys. There must be one: MongoDB refuses an empty `$or`. */
export function anyOf<Key extends object>(keys: readonly Key[]): { $or: Key[] } {
  return { $or: [...keys] };
}

/** Matches one provider, or any of several. */
export function anyProvider(wanted: Providers | undefined): string | { $in: string[] } | undefined {
  return wanted === undefined || typeof wanted === 'string' ? wanted : { $in: [...wanted] };
}
