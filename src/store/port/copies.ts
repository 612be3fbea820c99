/** Copies of the whole store, for back-ups. */
export interface Copies {
  /** Prepares a copy, so that `hold` takes no time. */
  open(): Promise<StoreCopy>;
}

/** One copy of the store. It is used once: `hold`, then `write`, then `close`. */
export interface StoreCopy {
  readonly kind: StoreKind;
  /**
   * Fixes the state of this moment. Writes continue meanwhile. Resolves with false when the database cannot do so: records
   * are then of the times at which `write` reads them.
   */
  hold(): Promise<boolean>;
  /** Writes the state into an empty folder. Resolves with the number of records by table or collection. */
  write(folder: string): Promise<Record<string, number>>;
  /** Ends the copy. */
  close(): Promise<void>;
}

export type StoreKind = 'sqlite' | 'mongodb';
