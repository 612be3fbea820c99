import type { Showing } from '../../domain/confidence/holder.ts';
import type { LinkRecord, SessionFacts } from '../../domain/ledger.ts';
import { EMPTY_LINK, ledgerBatch } from '../ledger-batch.ts';
import type { HitRecord, LinkHistory } from '../port.ts';
import { batchedQuery } from './batched-query.ts';
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
 * A page that said goodbye was there until then, and one that fell silent until its last sign of life: `goneAt`.
 */
const showingsOf = (limit: number) => `
  SELECT json_group_array(json_array(link, keyedBy, key, startedAt, site, session, shownAt, seenAt)) FROM (
    SELECT links.id AS link, keyedBy, links.key, startedAt, shown.site, shown.session,
      coalesce(shown.shownAt, startedAt) AS shownAt, coalesce(shown.seenAt, goneAt) AS seenAt
    FROM links LEFT JOIN shown ON shown.link = links.id AND shown.shownAt <= asked.value ->> 2
    WHERE links.provider = asked.value ->> 0 AND number = asked.value ->> 1 AND startedAt <= asked.value ->> 2
    ORDER BY startedAt DESC, links.id DESC, shown.shownAt DESC, shown.session DESC LIMIT ${limit})`;

type Shown = [provider: string, number: string, until: string];
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

/** Of the site's sessions those that told facts, each by its place among those asked for. The long question is read once. */
const FACTS = `
  WITH wanted AS MATERIALIZED (SELECT asked.value ->> 0 AS site)
  SELECT '[' || coalesce(group_concat('[' || id.key || ',' || facts || ']'), '') || ']'
  FROM wanted CROSS JOIN json_each(asked.value, '$[1]') AS id
  CROSS JOIN sessions ON sessions.site = wanted.site AND sessions.id = id.value AND facts IS NOT NULL`;

const IN_SPAN = `
  site = asked.value ->> 0 AND session = asked.value ->> 1 AND at BETWEEN asked.value ->> 2 AND asked.value ->> 3`;

const LAST_TAP = `SELECT json_quote(max(at)) FROM hits WHERE ${IN_SPAN} AND hit = 'tap'`;

const HITS = `
  SELECT json_group_array(json_array(hit, page, at)) FROM (
    SELECT hit, page, at FROM hits WHERE ${IN_SPAN} ORDER BY at, place)`;

/** Questions whose answer may be hundreds of rows are asked fewer at a time. */
const MAX_BATCH_LONG = 8;

type Span = [site: string, session: string, from: string, until: string];

type SessionRow = { provider: string; facts: string; firstSeenAt: string; lastSeenAt: string };

export function sqliteHistory(database: Database): LinkHistory {
  const showingsUpTo = new Map<number, (question: Shown) => Promise<ShowingRow[]>>();
  const factsIn = batchedQuery<[site: string, ids: string[]], [place: number, facts: SessionFacts][]>(
    database,
    FACTS,
    MAX_BATCH_LONG,
  );
  const lastTap = batchedQuery<Span, string | null>(database, LAST_TAP);
  const hits = batchedQuery<Span, [HitRecord['hit'], HitRecord['page'], at: string][]>(database, HITS);

  function showingsTo(question: Shown, limit: number): Promise<ShowingRow[]> {
    const ask = showingsUpTo.get(limit) ?? batchedQuery(database, showingsOf(limit), MAX_BATCH_LONG);
    showingsUpTo.set(limit, ask);
    return ask(question);
  }

  return {
    apply: (entries) =>
      database.write(() => {
        const { links, shown, sessions, hits } = ledgerBatch(entries);
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

    showings: async (provider, number, until, limit) => {
      const rows = await showingsTo([provider, number, iso(until)], limit);
      return rows.map(([link, keyedBy, key, linkStartedAt, site, session, shownAt, seenAt]) => ({
        link,
        keyedBy,
        key,
        linkStartedAt: new Date(linkStartedAt),
        site,
        session,
        shownAt: new Date(shownAt),
        seenAt: date(seenAt),
      }));
    },

    factsOf: async (sessions) => {
      const sites = [...new Set(sessions.map(({ site }) => site))];
      const found = await Promise.all(
        sites.map(async (site) => {
          const ids = sessions.flatMap((key) => (key.site === site ? [key.session] : []));
          const told = await factsIn([site, ids]);
          return told.flatMap(([place, facts]) => {
            const session = ids[place];
            return session === undefined ? [] : [{ site, session, facts }];
          });
        }),
      );
      return found.flat();
    },

    lastTaps: async (sessions, from, until) => {
      const span = [iso(from), iso(until)] as const;
      const taps = await Promise.all(
        sessions.map(async ({ site, session }) => ({
          site,
          session,
          at: await lastTap([site, session, ...span]),
        })),
      );
      return taps.flatMap(({ at, ...key }) => (at === null ? [] : [{ ...key, at: new Date(at) }]));
    },

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

    hits: async (site, session, from, until) => {
      const found = await hits([site, session, iso(from), iso(until)]);
      return found.map(([hit, page, at]) => ({ hit, page, at: new Date(at) }));
    },
  };
}

function parseLink(row: { document: string }): LinkRecord {
  const { startedAt, seenAt, endedAt, ...told } = JSON.parse(row.document);
  return { ...EMPTY_LINK, ...told, startedAt: date(startedAt), seenAt: date(seenAt), endedAt: date(endedAt) };
}

function date(text: string | null | undefined): Date | null {
  return text ? new Date(text) : null;
}
