/** How each collection holds the rows of a transfer. */
import type { AuditEntry } from '../../../domain/audit.ts';
import { compoundKey } from '../../ledger-batch.ts';
import type { Row, TableName } from '../../port.ts';
import { type StoredAnnotation, toAnnotation } from '../annotations.ts';
import { type StoredEntry, toEntry } from '../audit.ts';
import { CALLS } from './calls.ts';
import type { CollectionForm } from './form.ts';
import { SESSIONS, SHOWN } from './history.ts';

const RECORDS: CollectionForm = {
  key: '_id',
  toRow: ({ _id, ...members }) => ({ id: _id, ...members }),
  toDocument: ({ id, ...members }) => ({ _id: String(id), ...members }),
};

/** A collection whose ids are made from some members. */
function keyed(...names: string[]): CollectionForm {
  return {
    key: '_id',
    toRow: ({ _id, ...members }) => members,
    toDocument: (row) => ({ _id: compoundKey(...names.map((name) => String(row[name]))), ...row }),
  };
}

const INSTALLATION: CollectionForm = {
  key: '_id',
  toRow: ({ installation }) => ({ id: installation }),
  toDocument: ({ id }) => ({ _id: 'installation', installation: id }),
};

const LINKS: CollectionForm = {
  ...RECORDS,
  // A member that is null and one that is absent mean the same.
  toRow: (document) =>
    Object.fromEntries(Object.entries(RECORDS.toRow(document)).filter(([, value]) => value !== null)),
};

const ANNOTATIONS: CollectionForm = {
  key: '_id',
  toRow: (stored) => ({ call: stored._id, ...toAnnotation(stored as StoredAnnotation) }),
  // MongoDB cannot set a member of null, so a call without a qualification has no such member.
  toDocument: ({ call, qualification, ...members }) => ({
    ...{ _id: String(call), ...members },
    ...(qualification !== null && { qualification }),
  }),
};

const AUDIT: CollectionForm = {
  key: '_id',
  toRow: (stored) => toEntry(stored as unknown as StoredEntry) as unknown as Row,
  toDocument: (row) => {
    const { id, query, changes, ...fields } = row as unknown as AuditEntry;
    return { _id: id, ...fields, query: Object.entries(query), changes: JSON.stringify(changes) };
  },
};

/** The end of a last day of use that is not known. Such dimensions do not expire. */
const NEVER = new Date('9999-12-31T23:59:59.999Z');

const DIMENSIONS: CollectionForm = {
  ...RECORDS,
  key: 'number',
  toRow: (stored) => RECORDS.toRow({ usedUntil: NEVER, ...stored }),
};

export const FORMS: Readonly<Record<TableName, CollectionForm>> = {
  installation: INSTALLATION,
  providers: RECORDS,
  pools: RECORDS,
  numbers: RECORDS,
  sites: RECORDS,
  endpoints: RECORDS,
  keys: RECORDS,
  people: RECORDS,
  shares: RECORDS,
  blocks: RECORDS,
  credentials: RECORDS,
  links: LINKS,
  shown: SHOWN,
  sessions: SESSIONS,
  hits: keyed('provider', 'place'),
  visitSlots: keyed('provider', 'site', 'at'),
  events: keyed('carrier', 'carrierCallId', 'name'),
  calls: CALLS,
  annotations: ANNOTATIONS,
  attributions: { ...RECORDS, key: 'position' },
  fits: keyed('provider', 'version'),
  reattributions: RECORDS,
  costs: RECORDS,
  numberOrders: RECORDS,
  consumers: RECORDS,
  progress: RECORDS,
  deliveries: RECORDS,
  episodes: RECORDS,
  reportDimensions: DIMENSIONS,
  reportSlots: keyed('provider', 'at'),
  reportProgress: RECORDS,
  erasures: RECORDS,
  audit: AUDIT,
};

/** The collections that belong to one database alone, or whose documents derive from those of others. */
export const DERIVED = ['reportDays', 'schema', 'transfer'];
