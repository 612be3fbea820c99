import type { Showing } from '../../domain/confidence/holder.ts';
import type { LinkRecord, SessionFacts } from '../../domain/ledger.ts';
import type { HitRecord, LinkHistory, SessionKey } from '../port.ts';
import { told, UNTOLD } from '../told.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';

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
  INSERT INTO sessions (site, id, provider, firstSeenAt, lastSeenAt, place, facts) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
    firstSeenAt = min(firstSeenAt, excluded.firstSeenAt),
    lastSeenAt = max(lastSeenAt, excluded.lastSeenAt),
    facts = iif(place IS NULL OR excluded.place < place, excluded.facts, facts),
    place = min(coalesce(place, excluded.place), coalesce(excluded.place, place))`;

const ADD_HIT = `
  INSERT INTO hits (provider, place, site, session, at, hit, page) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING`;

/** A session that has not gone was last seen when the link was. */
const SHOWN_SEEN_AT = `coalesce(shown.seenAt, links.document ->> 'seenAt')`;

type ShownRow = {
  link: string;
  provider: string;
  site: string | null;
  session: string;
  shownAt: string;
  seenAt: string | null;
};

/**
 * One row with all in it: the driver takes longer over each row than SQLite does. A page that said goodbye was there until
 * then, and one that fell silent until its last sign of life: `goneAt`.
 */
const SHOWINGS = `
  SELECT json_group_array(json_array(link, keyedBy, key, startedAt, site, session, shownAt, seenAt)) AS rows FROM (
    SELECT links.id AS link, keyedBy, key, startedAt, shown.site, shown.session,
      coalesce(shown.shownAt, startedAt) AS shownAt, coalesce(shown.seenAt, goneAt) AS seenAt
    FROM links LEFT JOIN shown ON shown.link = links.id AND shown.shownAt <= ?
    WHERE links.provider = ? AND number = ? AND startedAt <= ?
    ORDER BY startedAt DESC, links.id DESC, shown.shownAt DESC, shown.session DESC LIMIT ?)`;

/** Of the site's sessions those that told facts, each by its place among those asked for. */
const FACTS = `
  SELECT '[' || coalesce(group_concat('[' || wanted.key || ',' || facts || ']'), '') || ']' AS rows
  FROM json_each(?) AS wanted CROSS JOIN sessions WHERE site = ? AND sessions.id = wanted.value AND facts IS NOT NULL`;

const LAST_TAPS = `
  SELECT site, session, max(at) AS at FROM json_each(?) AS wanted
  JOIN hits ON site = wanted.value ->> 0 AND session = wanted.value ->> 1 AND at BETWEEN ? AND ?
  WHERE hit = 'tap' GROUP BY site, session`;

type ShowingRow = [
  link: string,
  keyedBy: Showing['keyedBy'],
  key: string | null,
  linkStartedAt: string,
  site: string | null,
  session: string | null,
  shownAt: string,
  seenAt: string | null,
];

type SessionRow = { provider: string; facts: string; firstSeenAt: string; lastSeenAt: string };

export function sqliteHistory(database: Database): LinkHistory {
  return {
    apply: (entries) =>
      database.write(() => {
        const { links, shown, sessions, hits } = told(entries);
        const mergeLink = database.statement(MERGE_LINK);
        for (const link of links) mergeLink.run(link.id, JSON.stringify(link));
        const mergeShown = database.statement(MERGE_SHOWN);
        for (const { link, session, provider, site, shownAt, last } of shown) {
          mergeShown.run(link, session, provider, site, iso(shownAt), last.place, iso(last.seenAt));
        }
        const mergeSession = database.statement(MERGE_SESSION);
        for (const { site, id, provider, firstSeenAt, lastSeenAt, earliest } of sessions) {
          const facts = earliest ? JSON.stringify(earliest.facts) : null;
          const place = earliest?.place ?? null;
          mergeSession.run(site, id, provider, iso(firstSeenAt), iso(lastSeenAt), place, facts);
        }
        const addHit = database.statement(ADD_HIT);
        for (const { provider, place, site, session, at, hit, page } of hits)
          addHit.run(provider, place, site, session, iso(at), hit, page);
      }),

    link: (id) =>
      database.read(() => {
        const row = database.statement('SELECT document FROM links WHERE id = ?').get(id);
        return row ? parseLink(row as { document: string }) : null;
      }),

    linksOf: (provider, number, until, limit) =>
      database.read(() => {
        const rows = database
          .statement(
            `SELECT document FROM links WHERE provider = ? AND number = ? AND startedAt <= ?
             ORDER BY startedAt DESC, id DESC LIMIT ?`,
          )
          .all(provider, number, iso(until), limit) as { document: string }[];
        return rows.map(parseLink);
      }),

    shown: (link, until, limit) =>
      database.read(() => {
        const rows = database
          .statement(
            `SELECT shown.link, shown.provider, shown.site, shown.session, shown.shownAt, ${SHOWN_SEEN_AT} AS seenAt
             FROM shown LEFT JOIN links ON links.id = shown.link
             WHERE shown.link = ? AND shown.shownAt <= ?
             ORDER BY shown.shownAt DESC, shown.session DESC LIMIT ?`,
          )
          .all(link, iso(until), limit) as ShownRow[];
        return rows.map((row) => ({ ...row, shownAt: new Date(row.shownAt), seenAt: date(row.seenAt) }));
      }),

    showings: (provider, number, until, limit) =>
      database.read(() => {
        const time = iso(until);
        const found = database.statement(SHOWINGS).get(time, provider, number, time, limit);
        return rowsIn<ShowingRow>(found).map(
          ([link, keyedBy, key, linkStartedAt, site, session, shownAt, seenAt]) => ({
            link,
            keyedBy,
            key,
            linkStartedAt: new Date(linkStartedAt),
            site,
            session,
            shownAt: new Date(shownAt),
            seenAt: date(seenAt),
          }),
        );
      }),

    factsOf: (sessions) =>
      database.read(() =>
        [...new Set(sessions.map(({ site }) => site))].flatMap((site) => {
          const ids = sessions.flatMap((key) => (key.site === site ? [key.session] : []));
          const found = database.statement(FACTS).get(JSON.stringify(ids), site);
          return rowsIn<[place: number, facts: SessionFacts]>(found).flatMap(([place, facts]) => {
            const session = ids[place];
            return session === undefined ? [] : [{ site, session, facts }];
          });
        }),
      ),

    lastTaps: (sessions, from, until) =>
      database.read(() => {
        const rows = database
          .statement(LAST_TAPS)
          .all(wanted(sessions), iso(from), iso(until)) as (SessionKey & { at: string })[];
        return rows.map((row) => ({ ...row, at: new Date(row.at) }));
      }),

    session: (site, id) =>
      database.read(() => {
        const found = database
          .statement(
            `SELECT provider, facts, firstSeenAt, max(lastSeenAt, coalesce((
               SELECT max(${SHOWN_SEEN_AT}) FROM shown LEFT JOIN links ON links.id = shown.link
               WHERE shown.site = sessions.site AND shown.session = sessions.id
             ), '')) AS lastSeenAt
             FROM sessions WHERE site = ? AND id = ? AND facts IS NOT NULL`,
          )
          .get(site, id);
        if (!found) return null;
        const { provider, facts, firstSeenAt, lastSeenAt } = found as SessionRow;
        return {
          site,
          id,
          provider,
          facts: JSON.parse(facts),
          firstSeenAt: new Date(firstSeenAt),
          lastSeenAt: new Date(lastSeenAt),
        };
      }),

    hits: (site, session, from, until) =>
      database.read(() => {
        const rows = database
          .statement(
            `SELECT hit, page, at FROM hits WHERE site = ? AND session = ? AND at BETWEEN ? AND ?
             ORDER BY at, place`,
          )
          .all(site, session, iso(from), iso(until)) as (Omit<HitRecord, 'at'> & { at: string })[];
        return rows.map(({ hit, page, at }) => ({ hit, page, at: new Date(at) }));
      }),
  };
}

function rowsIn<Row>(found: unknown): Row[] {
  return JSON.parse((found as { rows: string }).rows);
}

function wanted(sessions: readonly SessionKey[]): string {
  return JSON.stringify(sessions.map(({ site, session }) => [site, session]));
}

function parseLink(row: { document: string }): LinkRecord {
  const { startedAt, seenAt, endedAt, ...told } = JSON.parse(row.document);
  return { ...UNTOLD, ...told, startedAt: date(startedAt), seenAt: date(seenAt), endedAt: date(endedAt) };
}

function date(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
