import type { SessionFacts } from '../../../domain/ledger.ts';
import { compoundKey } from '../../ledger-batch.ts';
import type { LinkHistory, ShownNumber } from '../../port.ts';
import type { Connection } from '../connection.ts';
import { anyOf } from '../filter.ts';
import { lastSeenOfLinks, toShown } from './links.ts';
import type {
  HistoryModels,
  StoredFacts,
  StoredHit,
  StoredLink,
  StoredSession,
  StoredShown,
} from './models.ts';

type Sessions = Pick<
  LinkHistory,
  'factsOf' | 'lastTaps' | 'session' | 'hits' | 'sessionsOf' | 'numbersShownTo'
>;

export function mongoSessions(connection: Connection, models: HistoryModels): Sessions {
  const { links, shown, sessions, hits } = models;
  return {
    factsOf: (keys) =>
      connection.run(async () => {
        const ids = keys.map(({ site, session }) => compoundKey(site, session));
        const filter = { _id: { $in: ids }, earliest: { $exists: true } };
        const found = await sessions.find(filter).lean<StoredSession[]>();
        return found.flatMap(({ site, id, earliest }) =>
          earliest ? [{ site, session: id, facts: toFacts(earliest.facts) }] : [],
        );
      }),

    lastTaps: (keys, from, until) =>
      connection.run(async () => {
        if (keys.length === 0) return [];
        const found = await hits
          .find({ ...anyOf(keys), hit: 'tap', at: { $gte: from, $lte: until } })
          .sort({ at: 1, place: 1 })
          .lean<StoredHit[]>();
        const last = new Map(found.map((hit) => [compoundKey(hit.site, hit.session), hit]));
        return [...last.values()].map(({ site, session, at }) => ({ site, session, at }));
      }),

    session: (site, id) =>
      connection.run(async () => {
        const stored = await sessions.findOne({ _id: compoundKey(site, id) }).lean<StoredSession>();
        if (!stored?.earliest) return null;
        const showings = await shown.find({ site, session: id }).lean<StoredShown[]>();
        const lastSeen = await lastSeenOfLinks(
          links,
          showings.map(({ link }) => link),
        );
        const { provider, earliest, firstSeenAt, lastSeenAt } = stored;
        const seen = showings.map(toShown(lastSeen)).map(({ seenAt }) => seenAt?.getTime() ?? 0);
        return {
          site,
          id,
          provider,
          facts: toFacts(earliest.facts),
          firstSeenAt,
          lastSeenAt: new Date(Math.max(lastSeenAt.getTime(), ...seen)),
        };
      }),

    hits: (site, session, from, until) =>
      connection.run(async () => {
        const found = await hits
          .find({ site, session, at: { $gte: from, $lte: until } })
          .sort({ at: 1, place: 1 })
          .lean<StoredHit[]>();
        return found.map(({ hit, page, at }) => ({ hit, page, at }));
      }),

    sessionsOf: (visitor, limit, after) =>
      connection.run(async () => {
        const beyond =
          after && anyOf([{ site: { $gt: after.site } }, { site: after.site, id: { $gt: after.session } }]);
        const found = await sessions
          .find({ 'earliest.facts.visitor': visitor, ...beyond })
          .sort({ site: 1, id: 1 })
          .limit(limit)
          .lean<StoredSession[]>();
        return found.map(({ site, id }) => ({ site, session: id }));
      }),

    numbersShownTo: (keys) =>
      connection.run(async () => {
        if (keys.length === 0) return [];
        const filter = { ...anyOf(keys), shownAt: { $ne: null } };
        const showings = await shown.find(filter).lean<StoredShown[]>();
        const ids = showings.map(({ link }) => link);
        const found = await links.find({ _id: { $in: ids } }, { number: 1 }).lean<StoredLink[]>();
        return firstShowings(showings, new Map(found.map(({ _id, number }) => [_id, number])));
      }),
  };
}

/** Returns each number with its first showing. */
function firstShowings(
  showings: readonly StoredShown[],
  numberOf: ReadonlyMap<string, string | null | undefined>,
): ShownNumber[] {
  const first = new Map<string, ShownNumber>();
  for (const { link, provider, shownAt } of showings) {
    const number = numberOf.get(link);
    if (!number || !shownAt) continue;
    const key = compoundKey(provider, number);
    const known = first.get(key);
    if (!known || shownAt < known.shownAt) first.set(key, { provider, number, shownAt });
  }
  return [...first.values()];
}

export function toFacts(stored: StoredFacts): SessionFacts {
  return {
    ...stored,
    values: Object.fromEntries(stored.values),
    clickIds: Object.fromEntries(stored.clickIds),
  };
}
