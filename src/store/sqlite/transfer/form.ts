import type { Row } from '../../port.ts';
import type { Bindable, Database } from '../database.ts';

/** The values of a row by its columns. */
export type Stored = Record<string, Bindable>;

/** How a table holds the rows of a transfer. */
export type TableForm = {
  columns: readonly string[];
  /** The columns of the order in which rows are read: the one in which they were added, where SQLite knows it. */
  key: readonly string[];
  /** The table, or the query in its place. */
  from: string;
  toRow: (stored: Stored) => Row;
  toStored: (row: Row) => Stored;
  /** Adds what derives from a row that was added. */
  derive?: (database: Database, row: Row) => void;
  /** Writes a row where the table has no such columns. */
  put?: (database: Database, stored: Stored) => void;
};
