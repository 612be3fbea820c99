import type { Page, Providers } from './page.ts';

/** Records of one kind that an operator sets up. */
export interface Records<T extends { id: string }> {
  /** Adds all records. Rejects with `Conflict`, and adds none, when an id or a unique fact of one is taken. */
  add(...records: T[]): Promise<void>;
  get(id: string): Promise<T | null>;
  /** Lists a page in the order of ids. @param ids lists only the records with one of these */
  list(page: Page, owner?: Owner, ids?: readonly string[]): Promise<T[]>;
  /**
   * Replaces the record with the same id. Returns false when there is no such record. Rejects with `Conflict`, and
   * changes nothing, when another record has one of its unique facts.
   */
  replace(record: T): Promise<boolean>;
  /** Removes the record. Returns false when there is no such record. */
  remove(id: string): Promise<boolean>;
}

/** Narrows a list to the records of these owners. A kind of record that has no such owner is not listed. */
export type Owner = {
  provider?: Providers | undefined;
  pool?: string | undefined;
  site?: string | undefined;
};
