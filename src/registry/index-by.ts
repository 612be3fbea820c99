/** An index of records by a key that several records may share. */
export class IndexBy<T extends { id: string }> {
  private readonly groups = new Map<string, Map<string, T>>();
  private readonly keyOf: (record: T) => string | null;

  /** @param keyOf returns a record's key, or null when the record is not in this index */
  constructor(keyOf: (record: T) => string | null) {
    this.keyOf = keyOf;
  }

  add(record: T): void {
    const key = this.keyOf(record);
    if (key === null) return;
    const group = this.groups.get(key) ?? new Map<string, T>();
    this.groups.set(key, group.set(record.id, record));
  }

  /** @param record the same object that was added: its key must not have changed */
  remove(record: T): void {
    const key = this.keyOf(record);
    const group = key === null ? undefined : this.groups.get(key);
    if (key === null || !group?.delete(record.id)) return;
    if (group.size === 0) this.groups.delete(key);
  }

  of(key: string): Iterable<T> {
    return this.groups.get(key)?.values() ?? [];
  }

  /** Returns any record with the key. */
  first(key: string): T | undefined {
    for (const record of this.of(key)) return record;
    return undefined;
  }

  has(key: string): boolean {
    return this.groups.has(key);
  }

  /** Says whether more than one record has the key. */
  hasSeveral(key: string): boolean {
    return (this.groups.get(key)?.size ?? 0) > 1;
  }
}
