import { NewerStore, WrongStore } from '../port.ts';
import { callFacetRows } from './call-facets.ts';
import type { Database } from './database.ts';

/**
 * Each record is one JSON document. SQLite derives the columns that queries search. Times in documents are ISO 8601 texts
 * in UTC, which sort as the times do.
 *
 * Each text or function is one schema version, in order. Never change a released one: add another.
 */
const MIGRATIONS: readonly (string | ((database: Database) => void))[] = [
  `
  ${['providers', 'pools', 'numbers', 'sites', 'endpoints', 'keys'].map(recordsTable).join('\n')}
  CREATE UNIQUE INDEX numbers_once ON numbers (document ->> 'carrier', document ->> 'number');
  CREATE UNIQUE INDEX keys_once ON keys (document ->> 'digest');

  CREATE TABLE links (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    provider TEXT AS (document ->> 'provider'),
    number TEXT AS (document ->> 'number'),
    startedAt TEXT AS (document ->> 'startedAt')
  );
  CREATE INDEX links_of_number ON links (provider, number, startedAt, id);

  CREATE TABLE shown (
    link TEXT NOT NULL,
    session TEXT NOT NULL,
    provider TEXT NOT NULL,
    site TEXT,
    shownAt TEXT,
    place TEXT NOT NULL,
    seenAt TEXT,
    PRIMARY KEY (link, session)
  ) WITHOUT ROWID;
  CREATE INDEX shown_of_link ON shown (link, shownAt);
  CREATE INDEX shown_to_session ON shown (site, session);

  CREATE TABLE sessions (
    site TEXT NOT NULL,
    id TEXT NOT NULL,
    provider TEXT NOT NULL,
    firstSeenAt TEXT NOT NULL,
    lastSeenAt TEXT NOT NULL,
    place TEXT,
    facts TEXT,
    PRIMARY KEY (site, id)
  );

  CREATE TABLE hits (
    provider TEXT NOT NULL,
    place TEXT NOT NULL,
    site TEXT NOT NULL,
    session TEXT NOT NULL,
    at TEXT NOT NULL,
    hit TEXT NOT NULL,
    page TEXT,
    PRIMARY KEY (provider, place)
  );
  CREATE INDEX hits_of_session ON hits (site, session, at, place);

  CREATE TABLE events (
    carrier TEXT NOT NULL,
    carrierCallId TEXT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    at TEXT AS (document ->> 'at'),
    PRIMARY KEY (carrier, carrierCallId, name)
  );

  CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    eventCount INTEGER NOT NULL,
    at TEXT AS (document ->> 'at'),
    provider TEXT AS (document ->> 'provider'),
    site TEXT AS (document ->> 'site'),
    "to" TEXT AS (document ->> 'to'),
    "from" TEXT AS (document ->> 'from')
  );
  CREATE INDEX calls_by_time ON calls (at, id);
  CREATE INDEX calls_of_provider ON calls (provider, at, id);
  CREATE INDEX calls_of_site ON calls (site, at, id);
  CREATE INDEX calls_to ON calls ("to", at, id);
  CREATE INDEX calls_from ON calls ("from", at, id);

  CREATE TABLE attributions (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    call TEXT AS (document ->> 'call'),
    provider TEXT AS (document ->> 'provider'),
    site TEXT AS (document ->> 'site')
  );
  CREATE INDEX attributions_of_call ON attributions (call, position);
  CREATE INDEX attributions_of_provider ON attributions (provider, position);
  CREATE INDEX attributions_of_site ON attributions (site, position);
  `,
  `CREATE INDEX calls_open ON calls (at, id) WHERE document ->> 'outcome' IS NULL;`,
  `
  CREATE TABLE annotations (call TEXT PRIMARY KEY, document TEXT NOT NULL);
  CREATE TABLE fits (
    provider TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (provider, version)
  );
  ${recordsTable('reattributions')}
  ${recordsTable('consumers')}

  CREATE TABLE progress (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    version INTEGER AS (document ->> 'version')
  );

  CREATE TABLE deliveries (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    version INTEGER AS (document ->> 'version'),
    consumer TEXT AS (document ->> 'consumer'),
    call TEXT AS (document ->> 'call'),
    ordinal INTEGER AS (document ->> 'ordinal'),
    at TEXT AS (document ->> 'at'),
    state TEXT AS (document ->> 'state'),
    nextTryAt TEXT AS (document ->> 'nextTryAt'),
    begunAt TEXT AS (document ->> 'begunAt')
  );
  CREATE INDEX deliveries_of_consumer ON deliveries (consumer, ordinal, id);
  CREATE INDEX deliveries_by_time ON deliveries (consumer, at);
  CREATE INDEX deliveries_of_call ON deliveries (call);
  CREATE INDEX deliveries_due ON deliveries (consumer, nextTryAt, ordinal, id) WHERE state = 'waiting';
  CREATE INDEX deliveries_open ON deliveries (consumer, ordinal, id) WHERE state IN ('waiting', 'sending');
  CREATE INDEX deliveries_begun ON deliveries (begunAt) WHERE state = 'sending';
  `,
  `
  CREATE TABLE reportProgress (id INTEGER PRIMARY KEY, position INTEGER NOT NULL);
  CREATE TABLE reportSlots (
    provider TEXT NOT NULL,
    at TEXT NOT NULL,
    upTo INTEGER NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (provider, at)
  );
  CREATE TABLE reportDimensions (id TEXT PRIMARY KEY, document TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  DROP INDEX deliveries_of_consumer;
  DROP INDEX deliveries_by_time;
  CREATE INDEX deliveries_of_consumer ON deliveries (consumer, ordinal, id, at);
  CREATE INDEX deliveries_by_state ON deliveries (consumer, state, ordinal, id, at);
  `,
  `
  CREATE INDEX calls_forwarded ON calls (document ->> 'forwardedFrom') WHERE document ->> 'forwardedFrom' IS NOT NULL;
  CREATE INDEX attributions_of_session ON attributions (site, document ->> 'session')
    WHERE document ->> 'session' IS NOT NULL;
  CREATE INDEX attributions_by_time ON attributions (provider, document ->> 'at');
  CREATE INDEX sessions_of_visitor ON sessions (facts ->> 'visitor', site, id);
  CREATE INDEX sessions_by_time ON sessions (provider, lastSeenAt);
  CREATE INDEX links_by_end ON links (provider, document ->> 'endedAt');

  ${recordsTable('erasures')}
  CREATE TABLE audit (id TEXT PRIMARY KEY, document TEXT NOT NULL);
  `,
  // Cells name their dimensions by number from here. Reports are counted again from the beginning of the feed.
  `
  DELETE FROM reportProgress;
  DELETE FROM reportSlots;
  DROP TABLE reportDimensions;
  CREATE TABLE reportDimensions (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document TEXT NOT NULL);
  `,
  `
  ALTER TABLE links ADD COLUMN keyedBy TEXT AS (document ->> 'keyedBy');
  ALTER TABLE links ADD COLUMN key TEXT AS (document ->> 'key');
  ALTER TABLE links ADD COLUMN goneAt TEXT AS (CASE document ->> 'cause'
    WHEN 'left' THEN document ->> 'endedAt'
    ELSE iif(document ->> 'endedAt' IS NULL, NULL, document ->> 'seenAt')
  END);
  DROP INDEX links_of_number;
  CREATE INDEX links_of_number ON links (provider, number, startedAt, id, keyedBy, key, goneAt);
  DROP INDEX shown_of_link;
  CREATE INDEX shown_of_link ON shown (link, shownAt, session, site, seenAt);
  `,
  // Dimensions hold the day of their last use from here. Reports are counted again from the beginning of the feed.
  `
  DELETE FROM reportProgress;
  DELETE FROM reportSlots;
  DROP TABLE reportDimensions;
  CREATE TABLE reportDimensions (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    usedUntil TEXT NOT NULL,
    provider TEXT AS (document ->> 'provider')
  );
  CREATE INDEX dimensions_by_use ON reportDimensions (provider, usedUntil);
  `,
  // The installation that the database belongs to. The start compares it with the snapshot and with Redis.
  `CREATE TABLE installation (one INTEGER PRIMARY KEY CHECK (one = 1), id TEXT NOT NULL);`,
  // Consumers of Google Ads from before there was a choice of its way.
  `
  UPDATE consumers SET document = json_set(document, '$.settings.api', 'click_uploads')
    WHERE document ->> 'kind' = 'google_ads' AND json_extract(document, '$.settings.api') IS NULL;
  `,
  `
  ${['people', 'shares'].map(recordsTable).join('\n')}
  CREATE TABLE credentials (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    version INTEGER AS (document ->> 'version')
  );
  CREATE UNIQUE INDEX shares_once ON shares (document ->> 'digest');
  `,
  `
  ALTER TABLE calls ADD COLUMN facets TEXT;
  ALTER TABLE calls ADD COLUMN endpoint TEXT AS (document ->> 'endpoint');
  CREATE TABLE callFacets (
    facet TEXT NOT NULL,
    provider TEXT NOT NULL,
    at TEXT NOT NULL,
    call TEXT NOT NULL,
    PRIMARY KEY (facet, provider, at, call)
  ) WITHOUT ROWID;
  CREATE INDEX calls_of_endpoint ON calls (endpoint, at, id);
  CREATE INDEX calls_from_end ON calls (substr("from", -4), at, id);
  CREATE INDEX calls_answered ON calls ("from", at) WHERE document ->> 'outcome' = 'answered';
  CREATE INDEX calls_unreturned ON calls ("from", at) WHERE facets ->> 'unreturned' = 1;
  `,
  addCallFacets,
  // Alerts, and webhooks from before they could be about some calls alone.
  `
  CREATE TABLE episodes (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    version INTEGER AS (document ->> 'version'),
    consumer TEXT AS (document ->> 'consumer')
  );
  CREATE INDEX episodes_of_consumer ON episodes (consumer);
  UPDATE consumers SET document = json_set(document, '$.settings.about', json('null'))
    WHERE document ->> 'kind' = 'webhook' AND json_type(document, '$.settings.about') IS NULL;
  `,
  recordsTable('blocks'),
  // The bands of confidence are facets.
  addCallFacets,
  // Alerts from before they had limits.
  `
  UPDATE consumers SET document = json_set(document, '$.settings.lowMinutes', 15, '$.settings.failingMinutes', 15)
    WHERE document ->> 'kind' IN ('slack', 'teams', 'email')
      AND json_type(document, '$.settings.lowMinutes') IS NULL;
  `,
  // Days of reports: of each provider, and of all under the name *. Each change of a slot removes the sums of its day, also the
  // change of an older version that still runs.
  `
  CREATE TABLE reportDays (
    provider TEXT NOT NULL,
    day TEXT NOT NULL,
    changes INTEGER NOT NULL,
    cells BLOB,
    lists TEXT,
    PRIMARY KEY (provider, day)
  );
  INSERT INTO reportDays (provider, day, changes)
    SELECT DISTINCT provider, substr(at, 1, 10), 0 FROM reportSlots;
  INSERT INTO reportDays (provider, day, changes) SELECT DISTINCT '*', day, 0 FROM reportDays;
  ${dayTriggers('reportSlots', 'days')}
  `,
  // Sessions from before they were counted have no visit, and no slot counts them.
  `
  ALTER TABLE sessions ADD COLUMN visit TEXT;
  ALTER TABLE sessions ADD COLUMN tapPlace TEXT;
  CREATE TABLE visitSlots (
    provider TEXT NOT NULL,
    at TEXT NOT NULL,
    site TEXT NOT NULL,
    upTo TEXT NOT NULL,
    cells TEXT NOT NULL,
    PRIMARY KEY (provider, at, site)
  );
  `,
  // Reports by mail from before they had a language.
  `
  UPDATE consumers SET document = json_set(document, '$.settings.language', 'en')
    WHERE document ->> 'kind' = 'report_mail' AND json_type(document, '$.settings.language') IS NULL;
  `,
  addCallResults,
  recordsTable('costs'),
  // Days of reports hold the results of calls too. All providers together have the slots and the results of one day by `at`.
  `
  CREATE INDEX reportSlots_at ON reportSlots (at);
  CREATE INDEX callResults_at ON callResults (at);
  ${dayTriggers('callResults', 'result_days')}
  `,
  // The location is a facet.
  addCallFacets,
  `
  ${recordsTable('numberOrders')}
  ALTER TABLE numberOrders ADD COLUMN version INTEGER AS (document ->> 'version');
  ALTER TABLE numberOrders ADD COLUMN state TEXT AS (document ->> 'state');
  CREATE INDEX numberOrders_open ON numberOrders (id) WHERE state = 'open';
  `,
];

/** Returns triggers of a table: each change of a row removes the sums of its day. */
function dayTriggers(table: string, name: string): string {
  const triggers = ['INSERT', 'UPDATE', 'DELETE'].map((change) => {
    const row = change === 'DELETE' ? 'OLD' : 'NEW';
    return `
  CREATE TRIGGER ${name}_after_${change.toLowerCase()} AFTER ${change} ON ${table} BEGIN
    INSERT INTO reportDays (provider, day, changes)
      VALUES (${row}.provider, substr(${row}.at, 1, 10), 1), ('*', substr(${row}.at, 1, 10), 1)
      ON CONFLICT DO UPDATE SET changes = changes + 1, cells = NULL, lists = NULL;
  END;`;
  });
  return triggers.join('');
}

const CALLS_PAGE = 1000;

/** Facets and results are made at once, so migrations that make facets need the table of results. */
const CALL_RESULTS = `
  CREATE TABLE IF NOT EXISTS callResults (
    provider TEXT NOT NULL,
    at TEXT NOT NULL,
    call TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (provider, at, call)
  ) WITHOUT ROWID;`;

/** Adds the facets of all calls. */
function addCallFacets(database: Database): void {
  database.execute(CALL_RESULTS);
  const facets = callFacetRows(database);
  for (let after = ''; ; ) {
    const page = database.all<{ id: string }>(
      'SELECT id FROM calls WHERE id > ? ORDER BY id LIMIT ?',
      after,
      CALLS_PAGE,
    );
    for (const { id } of page) facets.update(id);
    if (page.length < CALLS_PAGE) return;
    after = page.at(-1)?.id ?? after;
  }
}

/** Adds the results of all calls that somebody has qualified. */
function addCallResults(database: Database): void {
  database.execute(CALL_RESULTS);
  const facets = callFacetRows(database);
  for (const { call } of database.all<{ call: string }>('SELECT call FROM annotations')) facets.update(call);
}

/** The schema of this version. SQLite's `user_version` holds that of a file. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Throws `NewerStore` for a file of a later version, and `WrongStore` for one that is not Ringtrail's. */
export function refuseForeign(version: number, hasTables: boolean, path: string): void {
  if (version > SCHEMA_VERSION)
    throw new NewerStore(
      `A later version of Ringtrail has written the database ${path} (schema ${version}, and this version knows ${SCHEMA_VERSION}). Install the later version again, or restore the backup from before the upgrade.`,
    );
  if (version === 0 && hasTables)
    throw new WrongStore('The database has tables, but they are not those of Ringtrail.');
}

/** Brings the file to the newest schema. Rejects as `refuseForeign` throws. */
export function migrate(database: Database, path: string): Promise<void> {
  return database.write(() => {
    const { user_version: version } = database.statement('PRAGMA user_version').get() as {
      user_version: number;
    };
    refuseForeign(version, hasTables(database), path);
    for (const migration of MIGRATIONS.slice(version)) {
      if (typeof migration === 'string') database.execute(migration);
      else migration(database);
    }
    database.execute(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
}

function hasTables(database: Database): boolean {
  return database.get('SELECT 1 FROM sqlite_schema LIMIT 1') !== undefined;
}

function recordsTable(name: string): string {
  return `
  CREATE TABLE ${name} (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    provider TEXT AS (document ->> 'provider'),
    pool TEXT AS (document ->> 'pool'),
    site TEXT AS (document ->> 'site')
  );
  CREATE INDEX ${name}_of_provider ON ${name} (provider, id);
  CREATE INDEX ${name}_of_pool ON ${name} (pool, id);
  CREATE INDEX ${name}_of_site ON ${name} (site, id);`;
}
