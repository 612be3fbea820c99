import type { Showing } from '../../../domain/confidence/holder.ts';
import type { LinkRecord } from '../../../domain/ledger.ts';
import { EMPTY_LINK } from '../../ledger-batch.ts';
import type { LinkHistory } from '../../port.ts';
import { batchedQuery } from '../batched-query.ts';
import type { Database } from '../database.ts';
import type { DocumentRow } from '../dated.ts';
import { dateOrNull, iso } from '../time.ts';

/** Queries whose answers may have hundreds of rows. */
export const MAX_BATCH_LONG_QUERIES = 8;

/** A session that has not left was last seen when its link was. */
export const SHOWN_SEEN_AT = `coalesce(shown.seenAt, links.document ->> 'seenAt')`;

const LINKS_OF_NUMBER = `
  SELECT document FROM links WHERE provider = ? AND number = ? AND startedAt <= ?
  ORDER BY startedAt DESC, id DESC LIMIT ?`;

const SHOWN_OF_LINK = `
  SELECT shown.link, shown.provider, shown.site, shown.session, shown.shownAt, ${SHOWN_SEEN_AT} AS seenAt
  FROM shown LEFT JOIN links ON links.id = shown.link
  WHERE shown.link = ? AND shown.shownAt <= ?
  ORDER BY shown.shownAt DESC, shown.session DESC LIMIT ?`;

/** A page that left was open until then (`goneAt`). A page that fell silent was open until its last sign of life. */
const showingsQuery = (limit: number) => `
  SELECT json_group_array(json_array(link, keyedBy, key, startedAt, site, session, shownAt, seenAt)) FROM (
    SELECT links.id AS link, keyedBy, links.key, startedAt, shown.site, shown.session,
      coalesce(shown.shownAt, startedAt) AS shownAt, coalesce(shown.seenAt, goneAt) AS seenAt
    FROM links LEFT JOIN shown ON shown.link = links.id AND shown.shownAt <= item.value ->> 2
    WHERE links.provider = item.value ->> 0 AND number = item.value ->> 1 AND startedAt <= item.value ->> 2
    ORDER BY startedAt DESC, links.id DESC, shown.shownAt DESC, shown.session DESC LIMIT ${limit})`;

type ShownRow = {
  link: string;
  provider: string;
  site: string | null;
  session: string;
  shownAt: string;
  seenAt: string | null;
};

type NumberQuery = [provider: string, number: string, until: string];
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

type Links = Pick<LinkHistory, 'link' | 'linksOf' | 'shown' | 'showings'>;

export function sqliteLinks(database: Database): Links {
  /** The limit is part of the SQL text, and each text has its own batches. */
  const showingsByLimit = new Map<number, (query: NumberQuery) => Promise<ShowingRow[]>>();

  function findShowings(query: NumberQuery, limit: number): Promise<ShowingRow[]> {
    const find =
      showingsByLimit.get(limit) ?? batchedQuery(database, showingsQuery(limit), MAX_BATCH_LONG_QUERIES);
    showingsByLimit.set(limit, find);
    return find(query);
  }

  return {
    link: (id) =>
      database.read(() => {
        const row = database.get<DocumentRow>('SELECT document FROM links WHERE id = ?', id);
        return row ? parseLink(row) : null;
      }),

    linksOf: (provider, number, until, limit) =>
      database.read(() =>
        database.all<DocumentRow>(LINKS_OF_NUMBER, provider, number, iso(until), limit).map(parseLink),
      ),

    shown: (link, until, limit) =>
      database.read(() =>
        database
          .all<ShownRow>(SHOWN_OF_LINK, link, iso(until), limit)
          .map((row) => ({ ...row, shownAt: new Date(row.shownAt), seenAt: dateOrNull(row.seenAt) })),
      ),

    showings: async (provider, number, until, limit) =>
      (await findShowings([provider, number, iso(until)], limit)).map(toShowing),
  };
}

function toShowing([link, keyedBy, key, linkStartedAt, site, session, shownAt, seenAt]: ShowingRow): Showing {
  return {
    link,
    keyedBy,
    key,
    linkStartedAt: new Date(linkStartedAt),
    site,
    session,
    shownAt: new Date(shownAt),
    seenAt: dateOrNull(seenAt),
  };
}

function parseLink(row: DocumentRow): LinkRecord {
  const { startedAt, seenAt, endedAt, ...fields } = JSON.parse(row.document);
  const times = {
    startedAt: dateOrNull(startedAt),
    seenAt: dateOrNull(seenAt),
    endedAt: dateOrNull(endedAt),
  };
  return { ...EMPTY_LINK, ...fields, ...times };
}
