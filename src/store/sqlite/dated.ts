export type DocumentRow = { document: string };

/** A record as its JSON holds it: `at` is ISO 8601. */
export type Stored<T extends { at: Date }> = Omit<T, 'at'> & { at: string };

/** Returns the record of a row whose document holds `at` as ISO 8601. */
export function parseDated<T extends { at: Date }>({ document }: DocumentRow): T {
  return toDated<T>(JSON.parse(document));
}

export function toDated<T extends { at: Date }>(stored: Stored<T>): T {
  // A union's members are lost in Omit, so the compiler cannot put them back.
  return { ...stored, at: new Date(stored.at) } as unknown as T;
}
