import type { Showing } from '../../../domain/confidence/holder.ts';
import type { LinkRecord, ShownRecord } from '../../../domain/ledger.ts';
import { EMPTY_LINK } from '../../ledger-batch.ts';
import type { LinkHistory } from '../../port.ts';
import type { Connection } from '../connection.ts';
import type { HistoryModels, StoredLink, StoredShown } from './models.ts';

type Links = Pick<LinkHistory, 'link' | 'linksOf' | 'shown' | 'showings'>;

export function mongoLinks(connection: Connection, { links, shown }: HistoryModels): Links {
  // MongoDB takes a limit of 0 for no limit.
  async function linksOf(provider: string, number: string, until: Date, limit: number) {
    if (limit < 1) return [];
    return links
      .find({ provider, number, startedAt: { $lte: until } })
      .sort({ startedAt: -1, _id: -1 })
      .limit(limit)
      .lean<StoredLink[]>();
  }

  async function shownOf(ids: readonly string[], until: Date, limit: number) {
    if (limit < 1) return [];
    return shown
      .find({ link: { $in: [...ids] }, shownAt: { $lte: until } })
      .sort({ shownAt: -1, session: -1 })
      .limit(limit)
      .lean<StoredShown[]>();
  }

  return {
    link: (id) =>
      connection.run(async () => {
        const stored = await links.findOne({ _id: id }).lean<StoredLink>();
        return stored && toLink(stored);
      }),

    linksOf: (...query) => connection.run(async () => (await linksOf(...query)).map(toLink)),

    shown: (link, until, limit) =>
      connection.run(async () => {
        const found = await shownOf([link], until, limit);
        return found.map(toShown(await lastSeenOfLinks(links, [link])));
      }),

    showings: (provider, number, until, limit) =>
      connection.run(async () => {
        const found = await linksOf(provider, number, until, limit);
        const ids = found.map(({ _id }) => _id);
        const ofLink = new Map<string, StoredShown[]>(ids.map((id) => [id, []]));
        for (const showing of await shownOf(ids, until, limit)) ofLink.get(showing.link)?.push(showing);
        return found.flatMap((link) => showingsOf(link, ofLink.get(link._id) ?? [])).slice(0, limit);
      }),
  };
}

/** Returns the links' last signs of life by the links' ids. Links without one are left out. */
export async function lastSeenOfLinks(
  links: HistoryModels['links'],
  ids: readonly string[],
): Promise<Map<string, Date>> {
  const seen = await links
    .find({ _id: { $in: [...ids] }, seenAt: { $exists: true } }, { seenAt: 1 })
    .lean<{ _id: string; seenAt: Date }[]>();
  return new Map(seen.map(({ _id, seenAt }) => [_id, seenAt]));
}

/** Returns a conversion. A session that has not left was last seen when its link was. */
export function toShown(lastSeen: ReadonlyMap<string, Date>): (stored: StoredShown) => ShownRecord {
  return ({ link, provider, site, session, shownAt, last }) => ({
    link,
    provider,
    site: site ?? null,
    session,
    shownAt: shownAt ?? null,
    seenAt: last.seenAt ?? lastSeen.get(link) ?? null,
  });
}

/** A page that left was open until then. A page that fell silent was open until its last sign of life. */
function showingsOf(link: StoredLink, shown: readonly StoredShown[]): Showing[] {
  const { _id, keyedBy = null, key = null, startedAt: linkStartedAt, endedAt, cause, seenAt } = link;
  if (!linkStartedAt) return [];
  const end = (cause === 'left' ? endedAt : endedAt && seenAt) ?? null;
  const common = { link: _id, keyedBy, key, linkStartedAt };
  if (shown.length === 0)
    return [{ ...common, site: null, session: null, shownAt: linkStartedAt, seenAt: end }];
  return shown.map(({ site, session, shownAt, last }) => ({
    ...common,
    site: site ?? null,
    session,
    shownAt: shownAt ?? linkStartedAt,
    seenAt: last.seenAt ?? end,
  }));
}

function toLink({ _id, ...fields }: StoredLink): LinkRecord {
  return { ...EMPTY_LINK, ...fields, id: _id };
}
