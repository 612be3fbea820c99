import { KINDS } from '../../domain/model.ts';

/**
 * The tables of a store in the order of a transfer. An adapter derives all else from them: the indexes of facets and results, the
 * sums of days.
 */
export const TABLES = [
  'installation',
  ...KINDS,
  'credentials',
  'links',
  'shown',
  'sessions',
  'hits',
  'visitSlots',
  'events',
  'calls',
  'annotations',
  'attributions',
  'fits',
  'reattributions',
  'costs',
  'numberOrders',
  'consumers',
  'progress',
  'deliveries',
  'episodes',
  'reportDimensions',
  'reportSlots',
  // Holds the highest number of dimensions, which may have expired since.
  'reportProgress',
  'erasures',
  'audit',
] as const;

export type TableName = (typeof TABLES)[number];

/** A record as JSON that means the same in each adapter. Times are ISO 8601. */
export type Row = Readonly<Record<string, unknown>>;

/** Some rows, and the place after them. Null: there are no further rows. */
export type RowPage = { rows: Row[]; next: string | null };

/** The state of a transfer, which its target holds until all rows are there and the same. */
export type TransferMark = {
  /** The source, by which another attempt recognises it. */
  from: string;
  installation: string | null;
  /** The table that is being copied, and the place in it. All tables before it are there. Null: all are. */
  table: TableName | null;
  after: string | null;
};

/** The whole store as rows, for a transfer to another store. Nobody else may use the store meanwhile. */
export interface Transfer {
  /** Counts the rows of a table, for a display of the progress. */
  count(table: TableName): Promise<number>;
  /** Reads rows in an order of the adapter's own, at most `limit`, those that follow the place `after`. */
  read(table: TableName, limit: number, after: string | null): Promise<RowPage>;
  /** Writes rows. Rows that are there stay as they are. */
  write(table: TableName, rows: readonly Row[]): Promise<void>;
  /** Returns the mark. Null: the store is not the target of a transfer that has not ended. */
  mark(): Promise<TransferMark | null>;
  setMark(mark: TransferMark): Promise<void>;
  /** Removes the mark. The store opens from then on. */
  removeMark(): Promise<void>;
  close(): Promise<void>;
}
