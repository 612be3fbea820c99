import type { Row } from '../../port.ts';

export type Document = { _id: string } & Record<string, unknown>;

/** How a collection holds the rows of a transfer. The times of declared members are dates in a document, and texts in a row. */
export type CollectionForm = {
  /** The unique member by whose order documents are read. */
  key: '_id' | 'position' | 'number';
  toRow: (document: Document) => Row;
  toDocument: (row: Row) => Document;
};
