import { compoundKey, firstPlaceAt } from '../../ledger-batch.ts';
import type { LinkHistory, SessionKey } from '../../port.ts';
import type { Connection } from '../connection.ts';
import { anyOf } from '../filter.ts';
import { removeSome } from '../remove-some.ts';
import { lastSeenOfLinks, toShown } from './links.ts';
import type { HistoryModels, StoredLink, StoredSession, StoredShown } from './models.ts';

type Erasure = Pick<LinkHistory, 'erase' | 'expire' | 'removeOf'>;

const FORGET_SESSION = { $set: { key: '' } };
/** Matches links that name a session. */
const NAMES_SESSION = { keyedBy: 'session', key: { $ne: '' } } as const;

export function mongoErasure(connection: Connection, models: HistoryModels): Erasure {
  const { links, shown, sessions, hits } = models;

  return {
    erase: (keys) =>
      connection.run(async () => {
        if (keys.length === 0) return { sessions: 0, hits: 0, showings: 0, links: 0 };
        const ofSessions = anyOf(keys);
        const showings = await shown.find(ofSessions, { link: 1 }).lean<StoredShown[]>();
        const own = { _id: { $in: showings.map(({ link }) => link) }, ...NAMES_SESSION };
        return {
          links: (await links.updateMany(own, FORGET_SESSION)).modifiedCount,
          hits: (await hits.deleteMany(ofSessions)).deletedCount,
          ...(await removeSessions(keys)),
        };
      }),

    expire: (provider, before, limit) =>
      connection.run(async () => {
        const oldHits = { provider, place: { $lt: firstPlaceAt(before) } };
        const removed = await removeSome(hits, oldHits, limit);
        const expired = await expireSessions(provider, before, limit);
        return removed + expired + (await expireLinks(provider, before, limit));
      }),

    removeOf: (provider, limit) =>
      connection.run(async () => {
        const removed = await removeSome(hits, { provider }, limit);
        const visits = await removeSome(sessions, { provider }, limit);
        const some = await links.find({ provider }, { _id: 1 }).limit(limit).lean<{ _id: string }[]>();
        const ids = some.map(({ _id }) => _id);
        await shown.deleteMany({ link: { $in: ids } });
        return removed + visits + (await links.deleteMany({ _id: { $in: ids } })).deletedCount;
      }),
  };

  async function removeSessions(keys: readonly SessionKey[]) {
    if (keys.length === 0) return { sessions: 0, showings: 0 };
    const ids = keys.map(({ site, session }) => compoundKey(site, session));
    const showings = (await shown.deleteMany(anyOf(keys))).deletedCount;
    return { showings, sessions: (await sessions.deleteMany({ _id: { $in: ids } })).deletedCount };
  }

  async function expireSessions(provider: string, before: Date, limit: number): Promise<number> {
    const old: SessionKey[] = [];
    const query = sessions.find({ provider, lastSeenAt: { $lt: before } }).sort({ lastSeenAt: 1 });
    for await (const { site, id } of query.lean<StoredSession[]>().cursor()) {
      const key = { site, session: id };
      if (await isOpenSince(key, before)) continue;
      old.push(key);
      if (old.length >= limit) break;
    }
    return (await removeSessions(old)).sessions;
  }

  /** The link alone shows that a page without hits is still open. */
  async function isOpenSince(key: SessionKey, since: Date): Promise<boolean> {
    const showings = await shown.find(key).lean<StoredShown[]>();
    const lastSeen = await lastSeenOfLinks(
      links,
      showings.map(({ link }) => link),
    );
    return showings
      .filter(({ link }) => lastSeen.has(link))
      .map(toShown(lastSeen))
      .some(({ seenAt }) => seenAt !== null && seenAt >= since);
  }

  async function expireLinks(provider: string, before: Date, limit: number): Promise<number> {
    const [last, others]: [string[], string[]] = [[], []];
    for await (const link of links
      .find({ provider, endedAt: { $lt: before } })
      .lean<StoredLink[]>()
      .cursor()) {
      if (!(await isLastOfNumber(link))) others.push(link._id);
      else if (link.keyedBy === 'session' && link.key !== '') last.push(link._id);
      if (last.length + others.length >= limit) break;
    }
    await shown.deleteMany({ link: { $in: [...last, ...others] } });
    await links.updateMany({ _id: { $in: last } }, FORGET_SESSION);
    await links.deleteMany({ _id: { $in: others } });
    return last.length + others.length;
  }

  async function isLastOfNumber({ _id, provider, number }: StoredLink): Promise<boolean> {
    const last = await links
      .findOne({ provider, number }, { _id: 1 })
      .sort({ startedAt: -1, _id: -1 })
      .lean<{ _id: string }>();
    return last?._id === _id;
  }
}
