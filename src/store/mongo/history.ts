import type { Showing } from '../../domain/confidence/holder.ts';
import type { LinkRecord, SessionFacts, ShownRecord } from '../../domain/ledger.ts';
import {
  compoundKey,
  EMPTY_LINK,
  type HitUpdate,
  type LinkUpdate,
  ledgerBatch,
  type SessionUpdate,
  type ShowingUpdate,
} from '../ledger-batch.ts';
import type { LinkHistory } from '../port.ts';
import { type Connection, upsert } from './connection.ts';

type StoredLink = { _id: string } & Omit<LinkUpdate, 'id'>;
type StoredShown = { _id: string } & Omit<ShowingUpdate, 'shownAt' | 'site'> & {
    shownAt?: Date;
    site?: string;
  };
type StoredSession = { _id: string } & Omit<SessionUpdate, 'earliest'> & {
    earliest?: { place: string; facts: StoredFacts };
  };
/** Values and click ids are named by pages, and a document's field cannot have every name. */
type StoredFacts = Omit<SessionFacts, 'values' | 'clickIds'> & { values: Pairs; clickIds: Pairs };
type Pairs = [name: string, value: string][];
type StoredHit = { _id: string } & HitUpdate;

/**
 * Every update here comes to the same state in any order and however often it is made, so that a batch of which
 * only a part went in is simply applied again. Documents compare field by field: under $min and $max `place`,
 * their first, decides.
 */
export function mongoHistory(connection: Connection): LinkHistory {
  const linkCollection = connection.collection<StoredLink>('links', [
    [{ provider: 1, number: 1, startedAt: -1, _id: -1 }],
    [{ provider: 1, endedAt: 1 }],
  ]);
  const shownCollection = connection.collection<StoredShown>('shown', [
    [{ link: 1, shownAt: -1, session: -1 }],
    [{ site: 1, session: 1 }],
  ]);
  const sessionCollection = connection.collection<StoredSession>('sessions', [
    [{ 'earliest.facts.visitor': 1, site: 1, id: 1 }],
    [{ provider: 1, lastSeenAt: 1 }],
  ]);
  const hitCollection = connection.collection<StoredHit>('hits', [
    [{ site: 1, session: 1, at: 1, place: 1 }],
    [{ provider: 1, place: 1 }],
  ]);

  function mergeLinks(links: LinkUpdate[]) {
    return linkCollection.bulkWrite(
      links.map(({ id, seenAt, ...fields }) => ({
        updateOne: {
          filter: { _id: id },
          update: { $set: fields, ...(seenAt && { $max: { seenAt } }) },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  function mergeShown(shown: ShowingUpdate[]) {
    return shownCollection.bulkWrite(
      shown.map(({ link, session, provider, site, shownAt, last }) => ({
        updateOne: {
          filter: { _id: compoundKey(link, session) },
          update: {
            $setOnInsert: { link, session, provider },
            $max: { last },
            ...(site !== null && { $set: { site } }),
            ...(shownAt !== null && { $min: { shownAt } }),
          },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  function mergeSessions(sessions: SessionUpdate[]) {
    return sessionCollection.bulkWrite(
      sessions.map(({ site, id, provider, firstSeenAt, lastSeenAt, earliest }) => ({
        updateOne: {
          filter: { _id: compoundKey(site, id) },
          update: {
            $setOnInsert: { site, id, provider },
            $min: { firstSeenAt, ...(earliest && { earliest: storeEarliest(earliest) }) },
            $max: { lastSeenAt },
          },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  function addHits(hits: HitUpdate[]) {
    return hitCollection.bulkWrite(
      hits.map((hit) => ({
        updateOne: {
          filter: { _id: compoundKey(hit.provider, hit.place) },
          update: { $setOnInsert: hit },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  /** When the links' last signs of life were, where one is known. */
  async function endsOf(links: string[]): Promise<Map<string, Date>> {
    const ended = await linkCollection
      .find({ _id: { $in: links }, seenAt: { $exists: true } })
      .project<{ _id: string; seenAt: Date }>({ seenAt: 1 })
      .toArray();
    return new Map(ended.map(({ _id, seenAt }) => [_id, seenAt]));
  }

  return {
    apply: (entries) =>
      connection.run(async () => {
        const { links, shown, sessions, hits } = ledgerBatch(entries);
        await Promise.all([
          links.length > 0 && upsert(() => mergeLinks(links)),
          shown.length > 0 && upsert(() => mergeShown(shown)),
          sessions.length > 0 && upsert(() => mergeSessions(sessions)),
          hits.length > 0 && upsert(() => addHits(hits)),
        ]);
      }),

    link: (id) =>
      connection.run(async () => {
        const stored = await linkCollection.findOne({ _id: id });
        return stored && toLink(stored);
      }),

    linksOf: (provider, number, until, limit) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const found = await linkCollection
          .find({ provider, number, startedAt: { $lte: until } })
          .sort({ startedAt: -1, _id: -1 })
          .limit(limit)
          .toArray();
        return found.map(toLink);
      }),

    shown: (link, until, limit) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const found = await shownCollection
          .find({ link, shownAt: { $lte: until } })
          .sort({ shownAt: -1, session: -1 })
          .limit(limit)
          .toArray();
        return found.map(toShown(await endsOf([link])));
      }),

    showings: (provider, number, until, limit) =>
      connection.run(async () => {
        if (limit < 1) return [];
        const links = await linkCollection
          .find({ provider, number, startedAt: { $lte: until } })
          .sort({ startedAt: -1, _id: -1 })
          .limit(limit)
          .toArray();
        const found = await shownCollection
          .find({ link: { $in: links.map(({ _id }) => _id) }, shownAt: { $lte: until } })
          .sort({ shownAt: -1, session: -1 })
          .limit(limit)
          .toArray();
        const ofLink = new Map<string, StoredShown[]>(links.map(({ _id }) => [_id, []]));
        for (const showing of found) ofLink.get(showing.link)?.push(showing);
        return links.flatMap((link) => showingsOf(link, ofLink.get(link._id) ?? [])).slice(0, limit);
      }),

    factsOf: (sessions) =>
      connection.run(async () => {
        const ids = sessions.map(({ site, session }) => compoundKey(site, session));
        const found = await sessionCollection
          .find({ _id: { $in: ids }, earliest: { $exists: true } })
          .toArray();
        return found.flatMap(({ site, id, earliest }) =>
          earliest ? [{ site, session: id, facts: readFacts(earliest.facts) }] : [],
        );
      }),

    lastTaps: (sessions, from, until) =>
      connection.run(async () => {
        if (sessions.length === 0) return [];
        const found = await hitCollection
          .find({
            $or: sessions.map(({ site, session }) => ({ site, session })),
            hit: 'tap',
            at: { $gte: from, $lte: until },
          })
          .sort({ at: 1, place: 1 })
          .toArray();
        const last = new Map(found.map((hit) => [compoundKey(hit.site, hit.session), hit]));
        return [...last.values()].map(({ site, session, at }) => ({ site, session, at }));
      }),

    session: (site, id) =>
      connection.run(async () => {
        const stored = await sessionCollection.findOne({ _id: compoundKey(site, id) });
        if (!stored?.earliest) return null;
        const showings = await shownCollection.find({ site, session: id }).toArray();
        const ends = await endsOf(showings.map(({ link }) => link));
        const { provider, earliest, firstSeenAt, lastSeenAt } = stored;
        const seen = showings.map(toShown(ends)).map(({ seenAt }) => seenAt?.getTime() ?? 0);
        return {
          site,
          id,
          provider,
          facts: readFacts(earliest.facts),
          firstSeenAt,
          lastSeenAt: new Date(Math.max(lastSeenAt.getTime(), ...seen)),
        };
      }),

    hits: (site, session, from, until) =>
      connection.run(async () => {
        const found = await hitCollection
          .find({ site, session, at: { $gte: from, $lte: until } })
          .sort({ at: 1, place: 1 })
          .toArray();
        return found.map(({ hit, page, at }) => ({ hit, page, at }));
      }),
  };
}

function storeEarliest({ place, facts }: { place: string; facts: SessionFacts }) {
  const { values, clickIds } = facts;
  return { place, facts: { ...facts, values: Object.entries(values), clickIds: Object.entries(clickIds) } };
}

function readFacts(stored: StoredFacts): SessionFacts {
  return {
    ...stored,
    values: Object.fromEntries(stored.values),
    clickIds: Object.fromEntries(stored.clickIds),
  };
}

/** A page that said goodbye was there until then; one that fell silent, until its last sign of life. */
function showingsOf(link: StoredLink, shown: StoredShown[]): Showing[] {
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

function toLink({ _id, ...told }: StoredLink): LinkRecord {
  return { ...EMPTY_LINK, ...told, id: _id };
}

/** A session that has not gone was last seen when the link was. */
function toShown(ends: Map<string, Date>): (stored: StoredShown) => ShownRecord {
  return ({ link, provider, site, session, shownAt, last }) => ({
    link,
    provider,
    site: site ?? null,
    session,
    shownAt: shownAt ?? null,
    seenAt: last.seenAt ?? ends.get(link) ?? null,
  });
}
