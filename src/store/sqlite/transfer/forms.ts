/** How each table holds the rows of a transfer. */
import { type AuditEntry, completeEntry } from '../../../domain/audit.ts';
import type { Row, TableName } from '../../port.ts';
import type { Bindable } from '../database.ts';
import { toAnnotation } from '../stored-annotation.ts';
import { CALLS } from './calls.ts';
import type { Stored, TableForm } from './form.ts';

const BY_AGE = ['rowid'];

/** A table of documents, with columns that repeat members of them. */
function documents(
  from: string,
  columns: readonly string[] = ['id'],
  complete = (row: Row) => row,
): TableForm {
  return {
    ...{ from, key: BY_AGE, columns: [...columns, 'document'] },
    toRow: ({ document }) => complete(parse(document)),
    toStored: (row) => ({ ...only(columns, row), document: JSON.stringify(row) }),
  };
}

/** A table of plain columns. Those in `json` hold JSON. */
function columns(
  from: string,
  names: readonly string[],
  json: readonly string[] = [],
  key = BY_AGE,
): TableForm {
  return {
    ...{ from, key, columns: names },
    toRow: (stored) => changed(stored, json, (value) => value && parse(value)),
    toStored: (row) => changed(row, json, (value) => value && JSON.stringify(value)) as Stored,
  };
}

const ANNOTATIONS: TableForm = {
  ...documents('annotations', ['call']),
  toRow: ({ call, document }) => ({ call, ...toAnnotation(String(document)) }),
  toStored: ({ call, ...annotation }) => ({ call: String(call), document: JSON.stringify(annotation) }),
};

const ATTRIBUTIONS: TableForm = {
  ...documents('attributions'),
  columns: ['position', 'id', 'document'],
  toRow: ({ position, document }) => ({ position, ...parse(document) }),
  toStored: ({ position, ...attribution }) => ({
    ...only(['position', 'id'], { position, ...attribution }),
    document: JSON.stringify(attribution),
  }),
};

const DIMENSIONS: TableForm = {
  ...{ from: 'reportDimensions', key: BY_AGE, columns: ['number', 'id', 'document', 'usedUntil'] },
  toRow: ({ document, ...columns }) => ({ ...columns, values: parse(document) }),
  toStored: ({ values, ...columns }) => ({ ...(columns as Stored), document: JSON.stringify(values) }),
};

const INSTALLATION: TableForm = {
  ...{ from: 'installation', key: BY_AGE, columns: ['one', 'id'] },
  toRow: ({ id }) => ({ id }),
  toStored: ({ id }) => ({ one: 1, id: String(id) }),
};

/** The position of reports in the feed, and the highest number of dimensions, which SQLite itself remembers. */
const PROGRESS: TableForm = {
  ...columns(
    `(SELECT 'reports' AS id, position FROM reportProgress
      UNION ALL SELECT 'dimensions', seq FROM sqlite_sequence WHERE name = 'reportDimensions')`,
    ['id', 'position'],
    [],
    ['id'],
  ),
  put: (database, { id, position = null }) => {
    if (id === 'reports')
      database.run('INSERT INTO reportProgress VALUES (1, ?) ON CONFLICT DO NOTHING', position);
    else if (
      database.run(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'reportDimensions'`, position) === 0
    )
      database.run(`INSERT INTO sqlite_sequence (name, seq) VALUES ('reportDimensions', ?)`, position);
  },
};

export const FORMS: Readonly<Record<TableName, TableForm>> = {
  installation: INSTALLATION,
  providers: documents('providers'),
  pools: documents('pools'),
  numbers: documents('numbers'),
  sites: documents('sites'),
  endpoints: documents('endpoints'),
  keys: documents('keys'),
  people: documents('people'),
  shares: documents('shares'),
  blocks: documents('blocks'),
  credentials: documents('credentials'),
  // A member that is null and one that is absent mean the same.
  links: documents('links', ['id'], withoutNulls),
  shown: columns(
    'shown',
    ['link', 'session', 'provider', 'site', 'shownAt', 'place', 'seenAt'],
    [],
    ['link', 'session'],
  ),
  sessions: columns(
    'sessions',
    ['site', 'id', 'provider', 'firstSeenAt', 'lastSeenAt', 'place', 'facts', 'visit', 'tapPlace'],
    ['facts', 'visit'],
  ),
  hits: columns('hits', ['provider', 'place', 'site', 'session', 'at', 'hit', 'page']),
  visitSlots: columns('visitSlots', ['provider', 'at', 'site', 'upTo', 'cells']),
  events: documents('events', ['carrier', 'carrierCallId', 'name']),
  calls: { ...CALLS, from: 'calls', key: BY_AGE },
  annotations: ANNOTATIONS,
  attributions: ATTRIBUTIONS,
  fits: documents('fits', ['provider', 'version']),
  reattributions: documents('reattributions'),
  costs: documents('costs'),
  numberOrders: documents('numberOrders'),
  consumers: documents('consumers'),
  progress: documents('progress'),
  deliveries: documents('deliveries'),
  episodes: documents('episodes'),
  reportDimensions: DIMENSIONS,
  reportSlots: columns('reportSlots', ['provider', 'at', 'upTo', 'cells']),
  reportProgress: PROGRESS,
  erasures: documents('erasures'),
  audit: documents('audit', ['id'], (row) => completeEntry(row as unknown as AuditEntry) as unknown as Row),
};

function parse(text: unknown): Row {
  return JSON.parse(String(text));
}

function only(names: readonly string[], row: Row): Stored {
  return Object.fromEntries(names.map((name) => [name, row[name] as Bindable]));
}

function changed(row: Row, names: readonly string[], change: (value: unknown) => unknown): Row {
  return names.length === 0
    ? row
    : { ...row, ...Object.fromEntries(names.map((name) => [name, change(row[name])])) };
}

function withoutNulls(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
