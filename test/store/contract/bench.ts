import type { Store } from '../../../src/store/port.ts';

export type Engine = {
  name: string;
  /** A database with nothing in it. */
  create(): Promise<TestDatabase>;
  /** Tries to open a store where no database can be. */
  openNowhere(): Promise<Store>;
};

export type TestDatabase = {
  /** One more store on this database, as another process would open it. */
  open(): Promise<Store>;
  destroy(): Promise<void>;
};

/** What the tests of one part work with: an own empty database for each test. */
export type Bench = {
  readonly store: Store;
  openAnother(): Promise<Store>;
};
