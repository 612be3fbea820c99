import type { Attribution } from '../../domain/attribution.ts';
import type { Call, CallEvent } from '../../domain/call.ts';
import { erasedAttribution, erasedCall, erasedEvent } from '../../domain/privacy.ts';
import { compoundKey, firstPlaceAt } from '../ledger-batch.ts';
import type { PersonalData } from '../personal.ts';
import type { SessionKey } from '../port.ts';
import { type StoredCall, toCall } from './calls.ts';
import type { Collection, Connection } from './connection.ts';

type Stored = { _id: string; [field: string]: unknown };

/** Over the collections of the store's other parts, which keep their indexes. */
export function mongoPersonal(connection: Connection): PersonalData {
  const of = (name: string): Collection<Stored> => connection.existing<Stored>(name);
  const calls = connection.existing<StoredCall>('calls');
  const events = of('events');
  const attributions = of('attributions');
  const links = of('links');
  const shown = of('shown');

  const eventsOf = ({ carrier, carrierCallId }: Pick<Call, 'carrier' | 'carrierCallId'>) =>
    events.find({ carrier, carrierCallId }).sort({ at: 1, name: 1 }).toArray();

  async function findAttributions(filter: Record<string, unknown>): Promise<Attribution[]> {
    const found = await attributions.find(filter).sort({ position: 1 }).toArray();
    return found.map(({ _id, position, ...fields }) => ({ id: _id, ...fields }) as unknown as Attribution);
  }

  async function rewrite({ id, ...fields }: Attribution): Promise<void> {
    const there = await attributions.findOne({ _id: id });
    if (there) await attributions.replaceOne({ _id: id }, { ...fields, position: there.position });
  }

  /** As it is now, and not over what the carrier tells meanwhile. */
  async function eraseCall(id: string): Promise<number> {
    for (let there = await calls.findOne({ _id: id }); there; there = await calls.findOne({ _id: id })) {
      const { id: _, ...fields } = erasedCall(toCall(there));
      const { matchedCount } = await calls.replaceOne({ _id: id, eventCount: there.eventCount }, fields);
      if (matchedCount > 0) return matchedCount;
    }
    return 0;
  }

  return {
    callsFrom: (callers, { limit, after = '' }) =>
      connection.run(async () => {
        const list = [...callers];
        const found = await calls
          .find({ _id: { $gt: after }, $or: [{ from: { $in: list } }, { forwardedFrom: { $in: list } }] })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
        return found.map(toCall);
      }),

    eventsOf: (call) =>
      connection.run(async () =>
        (await eventsOf(call)).map(({ _id, ...fields }) => fields as unknown as CallEvent),
      ),

    attributionsOf: (of_) => connection.run(() => findAttributions({ call: { $in: [...of_] } })),

    attributionsNaming: (sessions) =>
      connection.run(async () =>
        sessions.length === 0
          ? []
          : findAttributions({ $or: sessions.map(({ site, session }) => ({ site, session })) }),
      ),

    sessionsOf: (visitor, limit, after) =>
      connection.run(async () => {
        const beyond = after && {
          $or: [{ site: { $gt: after.site } }, { site: after.site, id: { $gt: after.session } }],
        };
        const found = await of('sessions')
          .find({ 'earliest.facts.visitor': visitor, ...beyond })
          .sort({ site: 1, id: 1 })
          .limit(limit)
          .toArray();
        return found.map(({ site, id }) => ({ site, session: id }) as SessionKey);
      }),

    numbersShownTo: (sessions) =>
      connection.run(async () => {
        if (sessions.length === 0) return [];
        const showings = await shown.find({ $or: [...sessions], shownAt: { $ne: null } }).toArray();
        const numbers = new Map<string, { provider: string; number: string; shownAt: Date }>();
        const found = await links.find({ _id: { $in: showings.map(({ link }) => String(link)) } }).toArray();
        const numberOf = new Map(found.map(({ _id, number }) => [_id, number as string | undefined]));
        for (const { link, provider, shownAt } of showings as unknown as {
          link: string;
          provider: string;
          shownAt: Date;
        }[]) {
          const number = numberOf.get(link);
          if (!number) continue;
          const known = numbers.get(compoundKey(provider, number));
          if (!known || shownAt < known.shownAt)
            numbers.set(compoundKey(provider, number), { provider, number, shownAt });
        }
        return [...numbers.values()];
      }),

    eraseCalls: (erased) =>
      connection.run(async () => {
        const counts = { calls: 0, events: 0, notes: 0 };
        for (const call of erased) {
          for (const { _id, ...event } of await eventsOf(call)) {
            await events.replaceOne({ _id }, erasedEvent(event as unknown as CallEvent));
            counts.events++;
          }
          counts.calls += await eraseCall(call.id);
          const noted = {
            _id: call.id,
            $or: [{ 'notes.0': { $exists: true } }, { 'tags.0': { $exists: true } }],
          };
          const emptied = { $set: { notes: [], tags: [] } };
          counts.notes += (await of('annotations').updateOne(noted, emptied)).modifiedCount;
        }
        return counts;
      }),

    rewriteAttributions: (rewritten) =>
      connection.run(async () => {
        for (const one of rewritten) await rewrite(one);
      }),

    eraseSessions: (sessions) =>
      connection.run(async () => {
        if (sessions.length === 0) return { sessions: 0, hits: 0, showings: 0, links: 0 };
        const these = { $or: [...sessions] };
        const ids = (await shown.find(these).toArray()).map(({ link }) => String(link));
        const own = { _id: { $in: ids }, keyedBy: 'session', key: { $ne: '' } };
        return {
          links: (await links.updateMany(own, { $set: { key: '' } })).modifiedCount,
          hits: (await of('hits').deleteMany(these)).deletedCount,
          ...(await removeSessions(sessions)),
        };
      }),

    expire: (provider, before, limit) =>
      connection.run(async () => {
        const old = await calls
          .find({ provider, at: { $lt: before } })
          .sort({ at: 1 })
          .limit(limit)
          .toArray();
        const ids = old.map(({ _id }) => _id);
        for (const { carrier, carrierCallId } of old) await events.deleteMany({ carrier, carrierCallId });
        await of('annotations').deleteMany({ _id: { $in: ids } });
        await of('deliveries').deleteMany({ call: { $in: ids } });
        let gone = (await calls.deleteMany({ _id: { $in: ids } })).deletedCount;
        gone += await expireAttributions(provider, before, limit);
        gone += (await of('callSlots').deleteMany({ provider: provider ?? '', at: { $lt: before } }))
          .deletedCount;
        const unused = { 'values.provider': provider, usedUntil: { $lt: before } };
        gone += await removeSome('callDimensions', unused, limit);
        if (provider === null) return gone;
        gone += await removeSome('hits', { provider, place: { $lt: firstPlaceAt(before) } }, limit);
        gone += await expireSessions(provider, before, limit);
        return gone + (await expireLinks(provider, before, limit));
      }),
  };

  async function removeSome(name: string, filter: Record<string, unknown>, limit: number): Promise<number> {
    const found = await of(name)
      .find(filter, { projection: { _id: 1 } })
      .limit(limit)
      .toArray();
    if (found.length === 0) return 0;
    return (await of(name).deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })).deletedCount;
  }

  /** The last place of the feed stays: its position must not be given out again. */
  async function expireAttributions(provider: string | null, before: Date, limit: number): Promise<number> {
    const last = await attributions.findOne({}, { sort: { position: -1 }, projection: { _id: 1 } });
    const [tail] = await findAttributions({ _id: last?._id ?? '', provider, at: { $lt: before } });
    if (tail) await rewrite(erasedAttribution(tail, new Date()));
    return removeSome(
      'attributions',
      { _id: { $ne: last?._id ?? '' }, provider, at: { $lt: before } },
      limit,
    );
  }

  /** A page that is open and does nothing is seen by its link alone. */
  async function expireSessions(provider: string, before: Date, limit: number): Promise<number> {
    const gone: SessionKey[] = [];
    const old = of('sessions').find({ provider, lastSeenAt: { $lt: before } });
    for await (const { site, id } of old.sort({ lastSeenAt: 1 })) {
      const key = { site, session: id } as SessionKey;
      if (await isShownSince(key, before)) continue;
      gone.push(key);
      if (gone.length >= limit) break;
    }
    return (await removeSessions(gone)).sessions;
  }

  async function isShownSince({ site, session }: SessionKey, since: Date): Promise<boolean> {
    const showings = await shown.find({ site, session }).toArray();
    const ids = showings.map(({ link }) => String(link));
    const found = await links.find({ _id: { $in: ids } }, { projection: { seenAt: 1 } }).toArray();
    const seenAt = new Map(found.map((link) => [link._id, link.seenAt as Date | undefined]));
    return showings.some(({ link, last }) => {
      const seen = (last as { seenAt: Date | null }).seenAt ?? seenAt.get(String(link));
      return seenAt.has(String(link)) && seen !== undefined && seen >= since;
    });
  }

  async function removeSessions(keys: readonly SessionKey[]) {
    if (keys.length === 0) return { sessions: 0, showings: 0 };
    const ids = keys.map(({ site, session }) => compoundKey(site, session));
    const { deletedCount: showings } = await shown.deleteMany({ $or: [...keys] });
    const { deletedCount: sessions } = await of('sessions').deleteMany({ _id: { $in: ids } });
    return { sessions, showings };
  }

  /** Late calls go where a number led last, and lost pools are built from there. */
  async function expireLinks(provider: string, before: Date, limit: number): Promise<number> {
    const gone: string[] = [];
    for await (const { _id, number, keyedBy } of links.find({ provider, endedAt: { $lt: before } })) {
      const sort = { startedAt: -1, _id: -1 } as const;
      const last = await links.findOne({ provider, number }, { sort, projection: { _id: 1 } });
      if (last?._id !== _id) gone.push(_id);
      else if (keyedBy === 'session') await links.updateOne({ _id }, { $set: { key: '' } });
      if (gone.length >= limit) break;
    }
    await shown.deleteMany({ link: { $in: gone } });
    return (await links.deleteMany({ _id: { $in: gone } })).deletedCount;
  }
}
