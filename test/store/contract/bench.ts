import type { Store, Transfer } from '../../../src/store/port.ts';

export type Engine = {
  name: string;
  /** Makes an empty database. */
  create(): Promise<TestDatabase>;
  /** Makes an empty database beside it. */
  createAnother(): Promise<TestDatabase>;
  /** Tries to open a store without a database. */
  openNowhere(): Promise<Store>;
};

export type TestDatabase = {
  /** Opens another store on this database, as another process would. */
  open(): Promise<Store>;
  /** Opens the database for a transfer. No store may be open on it. */
  openTransfer(): Promise<Transfer>;
  /** Marks the database as written by a version with the schema 1000. */
  markNewer(): Promise<void>;
  destroy(): Promise<void>;
};

/** The stores for the tests of one part. Each test has an empty database of its own. */
export type Bench = {
  readonly store: Store;
  openAnother(): Promise<Store>;
  openTransfer(): Promise<Transfer>;
  markNewer(): Promise<void>;
};
