import { firstPlaceAt } from '../../ledger-batch.ts';
import type { LinkHistory, SessionKey } from '../../port.ts';
import type { Database } from '../database.ts';
import { IN_LIST, IN_SESSIONS } from '../lists.ts';
import { iso } from '../time.ts';
import { SHOWN_SEEN_AT } from './links.ts';

const FORGET_SESSION = `json_set(document, '$.key', '')`;

const FORGET_SESSIONS_OF_LINKS = `
  UPDATE links SET document = ${FORGET_SESSION}
  WHERE document ->> 'keyedBy' = 'session' AND document ->> 'key' <> '' AND id IN
    (SELECT link FROM shown WHERE (site, session) ${IN_SESSIONS})`;

const REMOVE_SHOWN = `DELETE FROM shown WHERE (site, session) ${IN_SESSIONS}`;
const REMOVE_HITS = `DELETE FROM hits WHERE (site, session) ${IN_SESSIONS}`;
const REMOVE_SESSIONS = `DELETE FROM sessions WHERE (site, id) ${IN_SESSIONS}`;

const EXPIRE_HITS = `
  DELETE FROM hits WHERE rowid IN (SELECT rowid FROM hits WHERE provider = ? AND place < ? LIMIT ?)`;

/** The link alone shows that a page without hits is still open. */
const OLD_SESSIONS = `
  SELECT site, id AS session FROM sessions WHERE provider = ? AND lastSeenAt < ? AND NOT EXISTS (
    SELECT 1 FROM shown JOIN links ON links.id = shown.link
    WHERE shown.site = sessions.site AND shown.session = sessions.id AND ${SHOWN_SEEN_AT} >= ?
  ) LIMIT ?`;

/** Leaves out the last link of a number once it names no session. */
const OLD_LINKS = `
  SELECT id, isLast FROM (
    SELECT id, document, NOT EXISTS (
      SELECT 1 FROM links AS later WHERE later.provider = links.provider AND later.number = links.number
        AND (later.startedAt, later.id) > (links.startedAt, links.id)
    ) AS isLast
    FROM links WHERE provider = ? AND document ->> 'endedAt' < ?
  ) WHERE NOT (isLast AND (document ->> 'keyedBy' = 'bucket' OR document ->> 'key' = '')) LIMIT ?`;

const REMOVE_HITS_OF = `
  DELETE FROM hits WHERE rowid IN (SELECT rowid FROM hits WHERE provider = ? LIMIT ?)`;
const REMOVE_SESSIONS_OF = `
  DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions WHERE provider = ? LIMIT ?)`;
const LINKS_OF = 'SELECT id FROM links WHERE provider = ? LIMIT ?';

type Erasure = Pick<LinkHistory, 'erase' | 'expire' | 'removeOf'>;

export function sqliteErasure(database: Database): Erasure {
  return {
    erase: (sessions) =>
      database.write(() => {
        const list = JSON.stringify(sessions);
        return {
          links: database.run(FORGET_SESSIONS_OF_LINKS, list),
          showings: database.run(REMOVE_SHOWN, list),
          hits: database.run(REMOVE_HITS, list),
          sessions: database.run(REMOVE_SESSIONS, list),
        };
      }),

    expire: (provider, before, limit) =>
      database.write(() => {
        const hits = database.run(EXPIRE_HITS, provider, firstPlaceAt(before), limit);
        return (
          hits + expireSessions(provider, iso(before), limit) + expireLinks(provider, iso(before), limit)
        );
      }),

    removeOf: (provider, limit) =>
      database.write(() => {
        const hits = database.run(REMOVE_HITS_OF, provider, limit);
        const sessions = database.run(REMOVE_SESSIONS_OF, provider, limit);
        const links = JSON.stringify(
          database.all<{ id: string }>(LINKS_OF, provider, limit).map(({ id }) => id),
        );
        database.run(`DELETE FROM shown WHERE link ${IN_LIST}`, links);
        return hits + sessions + database.run(`DELETE FROM links WHERE id ${IN_LIST}`, links);
      }),
  };

  function expireSessions(provider: string, before: string, limit: number): number {
    const old = database.all<SessionKey>(OLD_SESSIONS, provider, before, before, limit);
    const list = JSON.stringify(old);
    database.run(REMOVE_SHOWN, list);
    return database.run(REMOVE_SESSIONS, list);
  }

  function expireLinks(provider: string, before: string, limit: number): number {
    const old = database.all<{ id: string; isLast: number }>(OLD_LINKS, provider, before, limit);
    const ids = (links: typeof old) => JSON.stringify(links.map(({ id }) => id));
    const last = old.filter(({ isLast }) => isLast);
    const others = old.filter(({ isLast }) => !isLast);
    database.run(`DELETE FROM shown WHERE link ${IN_LIST}`, ids(old));
    database.run(`UPDATE links SET document = ${FORGET_SESSION} WHERE id ${IN_LIST}`, ids(last));
    database.run(`DELETE FROM links WHERE id ${IN_LIST}`, ids(others));
    return old.length;
  }
}
