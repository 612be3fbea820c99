import type { LedgerEntry } from '../../../domain/ledger.ts';
import { ledgerBatch, type PlacedVisit, type SessionUpdate } from '../../ledger-batch.ts';
import { bySlot, changesOf, type StoredVisit } from '../../visit-changes.ts';
import type { Database } from '../database.ts';
import { iso } from '../time.ts';
import { countVisits } from '../visits.ts';

const MERGE_LINK = `
  INSERT INTO links (id, document) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET document = json_set(
    json_patch(document, excluded.document),
    '$.seenAt', nullif(max(coalesce(document ->> 'seenAt', ''), coalesce(excluded.document ->> 'seenAt', '')), ''))`;

const MERGE_SHOWN = `
  INSERT INTO shown (link, session, provider, site, shownAt, place, seenAt) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    site = coalesce(site, excluded.site),
    shownAt = min(coalesce(shownAt, excluded.shownAt), coalesce(excluded.shownAt, shownAt)),
    seenAt = iif(excluded.place > place, excluded.seenAt, seenAt),
    place = max(place, excluded.place)`;

const MERGE_SESSION = `
  INSERT INTO sessions (site, id, provider, firstSeenAt, lastSeenAt, place, facts, tapPlace, visit)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    firstSeenAt = min(firstSeenAt, excluded.firstSeenAt),
    lastSeenAt = max(lastSeenAt, excluded.lastSeenAt),
    facts = iif(place IS NULL OR excluded.place < place, excluded.facts, facts),
    place = min(coalesce(place, excluded.place), coalesce(excluded.place, place)),
    tapPlace = min(coalesce(tapPlace, excluded.tapPlace), coalesce(excluded.tapPlace, tapPlace))
  RETURNING visit, place, tapPlace`;

const ADD_HIT = `
  INSERT INTO hits (provider, place, site, session, at, hit, page) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

/** Merges the entries into the tables by the rules of `ledgerBatch`. */
export function applyEntries(database: Database, entries: readonly LedgerEntry[]): void {
  const { links, shown, sessions, hits } = ledgerBatch(entries);
  for (const link of links) database.run(MERGE_LINK, link.id, JSON.stringify(link));
  for (const { link, session, provider, site, shownAt, last } of shown) {
    database.run(MERGE_SHOWN, link, session, provider, site, iso(shownAt), last.place, iso(last.seenAt));
  }
  const changes = sessions.flatMap((session) => changesOf(session, mergeSession(database, session)));
  for (const slot of bySlot(changes)) countVisits(database, slot);
  for (const { provider, place, site, session, at, hit, page } of hits) {
    database.run(ADD_HIT, provider, place, site, session, iso(at), hit, page);
  }
}

type SessionRow = { visit: string | null; place: string | null; tapPlace: string | null };

/** Merges the update of a session. Returns the stored session after it. */
function mergeSession(database: Database, session: SessionUpdate): StoredVisit | undefined {
  const { site, id, provider, firstSeenAt, lastSeenAt, earliest, visit, tapPlace } = session;
  const row = database.get<SessionRow>(
    MERGE_SESSION,
    ...[site, id, provider, iso(firstSeenAt), iso(lastSeenAt)],
    ...[earliest?.place ?? null, earliest && JSON.stringify(earliest.facts)],
    ...[tapPlace, visit && JSON.stringify(visit)],
  );
  return (
    row && {
      visit: row.visit === null ? null : parseVisit(row.visit),
      shownPlace: row.place,
      tapPlace: row.tapPlace,
    }
  );
}

function parseVisit(text: string): PlacedVisit {
  const { at, ...visit } = JSON.parse(text);
  return { ...visit, at: new Date(at) };
}
