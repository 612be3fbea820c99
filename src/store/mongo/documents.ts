import type { Model } from './connection.ts';

/** A record as a document: `_id` holds its id. */
export type Stored<T extends { id: string }> = { _id: string } & Omit<T, 'id'>;

export function toStored<T extends { id: string }>({ id, ...members }: T): Stored<T> {
  return { _id: id, ...members };
}

export function fromStored<T extends { id: string }>({ _id, ...members }: Stored<T>): T {
  // Omit hides from the compiler that all other members are here.
  return { id: _id, ...members } as unknown as T;
}

/**
 * Returns an update that gives the document these members, and removes declared members that are absent. Members that the
 * model does not declare stay: a newer version may have stored them. So do those of `others`.
 */
export function replacement<T>(
  model: Model<T>,
  members: Record<string, unknown>,
  others: readonly string[] = [],
) {
  const absent = Object.keys(model.schema.paths).filter(
    (name) => name !== '_id' && !others.includes(name) && !isSet(members[name]),
  );
  return {
    $set: Object.fromEntries(Object.entries(members).filter(([, value]) => isSet(value))),
    ...(absent.length > 0 && { $unset: Object.fromEntries(absent.map((name) => [name, 1 as const])) }),
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined;
}
