/** Records that several processes change at once. Each change raises the record's version by one. */
export interface Versioned<T extends { id: string; version: number }> {
  /** Adds the records whose ids are free. The others stay as they are. */
  add(...records: T[]): Promise<void>;
  get(id: string): Promise<T | null>;
  /**
   * Changes the fields of the record if its version is still that of `former`. Returns the changed record. Returns
   * null, and changes nothing, when the record has another version or is gone.
   */
  change(former: T, fields: Partial<T>): Promise<T | null>;
  /** Removes the record. Returns false when there is no such record. */
  remove(id: string): Promise<boolean>;
}
