import type { SessionFacts } from '../../../domain/ledger.ts';
import type { HitRecord, LinkHistory, SessionKey, ShownNumber } from '../../port.ts';
import { batchedQuery } from '../batched-query.ts';
import type { Database } from '../database.ts';
import { IN_SESSIONS } from '../lists.ts';
import { iso } from '../time.ts';
import { MAX_BATCH_LONG_QUERIES, SHOWN_SEEN_AT } from './links.ts';

/** Returns the facts of the site's sessions, each with its index in the query. The long query is parsed once. */
const FACTS = `
  WITH wanted AS MATERIALIZED (SELECT item.value ->> 0 AS site)
  SELECT '[' || coalesce(group_concat('[' || id.key || ',' || facts || ']'), '') || ']'
  FROM wanted CROSS JOIN json_each(item.value, '$[1]') AS id
  CROSS JOIN sessions ON sessions.site = wanted.site AND sessions.id = id.value AND facts IS NOT NULL`;

const IN_SPAN = `
  site = item.value ->> 0 AND session = item.value ->> 1 AND at BETWEEN item.value ->> 2 AND item.value ->> 3`;

const LAST_TAP = `SELECT json_quote(max(at)) FROM hits WHERE ${IN_SPAN} AND hit = 'tap'`;

const HITS = `
  SELECT json_group_array(json_array(hit, page, at)) FROM (
    SELECT hit, page, at FROM hits WHERE ${IN_SPAN} ORDER BY at, place)`;

const SESSION = `
  SELECT provider, facts, firstSeenAt, max(lastSeenAt, coalesce((
    SELECT max(${SHOWN_SEEN_AT}) FROM shown LEFT JOIN links ON links.id = shown.link
    WHERE shown.site = sessions.site AND shown.session = sessions.id
  ), '')) AS lastSeenAt
  FROM sessions WHERE site = ? AND id = ? AND facts IS NOT NULL`;

const SESSIONS_OF_VISITOR = `
  SELECT site, id AS session FROM sessions WHERE facts ->> 'visitor' = ? AND (site, id) > (?, ?)
  ORDER BY site, id LIMIT ?`;

const NUMBERS_SHOWN_TO = `
  SELECT shown.provider, links.number, min(shown.shownAt) AS shownAt
  FROM shown JOIN links ON links.id = shown.link
  WHERE (shown.site, shown.session) ${IN_SESSIONS} AND shown.shownAt IS NOT NULL
  GROUP BY shown.provider, links.number`;

type Span = [site: string, session: string, from: string, until: string];
type SessionRow = { provider: string; facts: string; firstSeenAt: string; lastSeenAt: string };

type Sessions = Pick<
  LinkHistory,
  'factsOf' | 'lastTaps' | 'session' | 'hits' | 'sessionsOf' | 'numbersShownTo'
>;

export function sqliteSessions(database: Database): Sessions {
  const findFacts = batchedQuery<[site: string, ids: string[]], [index: number, facts: SessionFacts][]>(
    database,
    FACTS,
    MAX_BATCH_LONG_QUERIES,
  );
  const findLastTap = batchedQuery<Span, string | null>(database, LAST_TAP);
  const findHits = batchedQuery<Span, [HitRecord['hit'], HitRecord['page'], at: string][]>(database, HITS);

  async function factsOfSite(site: string, sessions: readonly SessionKey[]) {
    const ids = sessions.flatMap((key) => (key.site === site ? [key.session] : []));
    const found = await findFacts([site, ids]);
    return found.flatMap(([index, facts]) => {
      const session = ids[index];
      return session === undefined ? [] : [{ site, session, facts }];
    });
  }

  return {
    factsOf: async (sessions) => {
      const sites = [...new Set(sessions.map(({ site }) => site))];
      return (await Promise.all(sites.map((site) => factsOfSite(site, sessions)))).flat();
    },

    lastTaps: async (sessions, from, until) => {
      const taps = await Promise.all(
        sessions.map(async ({ site, session }) => ({
          site,
          session,
          at: await findLastTap([site, session, iso(from), iso(until)]),
        })),
      );
      return taps.flatMap(({ at, ...key }) => (at === null ? [] : [{ ...key, at: new Date(at) }]));
    },

    session: (site, id) =>
      database.read(() => {
        const row = database.get<SessionRow>(SESSION, site, id);
        if (!row) return null;
        return {
          site,
          id,
          provider: row.provider,
          facts: JSON.parse(row.facts),
          firstSeenAt: new Date(row.firstSeenAt),
          lastSeenAt: new Date(row.lastSeenAt),
        };
      }),

    hits: async (site, session, from, until) => {
      const found = await findHits([site, session, iso(from), iso(until)]);
      return found.map(([hit, page, at]) => ({ hit, page, at: new Date(at) }));
    },

    sessionsOf: (visitor, limit, after) =>
      database.read(() =>
        database.all<SessionKey>(
          SESSIONS_OF_VISITOR,
          visitor,
          after?.site ?? '',
          after?.session ?? '',
          limit,
        ),
      ),

    numbersShownTo: (sessions) =>
      database.read(() =>
        database
          .all<Omit<ShownNumber, 'shownAt'> & { shownAt: string }>(NUMBERS_SHOWN_TO, JSON.stringify(sessions))
          .map((row) => ({ ...row, shownAt: new Date(row.shownAt) })),
      ),
  };
}
