import type { Attribution } from '../../domain/attribution.ts';
import type { Call, CallEvent } from '../../domain/call.ts';
import { erasedAttribution, erasedCall, erasedEvent } from '../../domain/privacy.ts';
import { firstPlaceAt } from '../ledger-batch.ts';
import type { PersonalData, ShownNumber } from '../personal.ts';
import type { SessionKey } from '../port.ts';
import type { Database } from './database.ts';
import { iso } from './time.ts';

type Row = { document: string };

/** The values of a list that one parameter holds. */
const IN = 'IN (SELECT value FROM json_each(?))';
/** Pairs of site and session of such a list. */
const IN_PAIRS = `IN (SELECT value ->> 'site', value ->> 'session' FROM json_each(?))`;
const FORGET_KEY = `json_set(document, '$.key', '')`;

export function sqlitePersonal(database: Database): PersonalData {
  const all = <T>(sql: string, ...values: (string | number | null)[]) =>
    database.statement(sql).all(...values) as T[];
  const changed = (sql: string, ...values: (string | number | null)[]) =>
    database.statement(sql).run(...values).changes;

  return {
    callsFrom: (callers, { limit, after = '' }) =>
      database.read(() => {
        const list = JSON.stringify(callers);
        const rows = all<Row>(
          `SELECT document FROM calls WHERE id > ? AND ("from" ${IN} OR document ->> 'forwardedFrom' ${IN})
           ORDER BY id LIMIT ?`,
          after,
          list,
          list,
          limit,
        );
        return rows.map(dated<Call>);
      }),

    eventsOf: ({ carrier, carrierCallId }) =>
      database.read(() =>
        all<Row>(
          'SELECT document FROM events WHERE carrier = ? AND carrierCallId = ? ORDER BY at, name',
          carrier,
          carrierCallId,
        ).map(dated<CallEvent>),
      ),

    attributionsOf: (calls) =>
      database.read(() =>
        all<Row>(
          `SELECT document FROM attributions WHERE call ${IN} ORDER BY position`,
          JSON.stringify(calls),
        ).map(dated<Attribution>),
      ),

    attributionsNaming: (sessions) =>
      database.read(() =>
        all<Row>(
          `SELECT document FROM attributions WHERE (site, document ->> 'session') ${IN_PAIRS} ORDER BY position`,
          JSON.stringify(sessions),
        ).map(dated<Attribution>),
      ),

    sessionsOf: (visitor, limit, after) =>
      database.read(() =>
        all<SessionKey>(
          `SELECT site, id AS session FROM sessions WHERE facts ->> 'visitor' = ? AND (site, id) > (?, ?)
           ORDER BY site, id LIMIT ?`,
          visitor,
          after?.site ?? '',
          after?.session ?? '',
          limit,
        ),
      ),

    numbersShownTo: (sessions) =>
      database.read(() =>
        all<Omit<ShownNumber, 'shownAt'> & { shownAt: string }>(
          `SELECT shown.provider, links.number, min(shown.shownAt) AS shownAt
           FROM shown JOIN links ON links.id = shown.link
           WHERE (shown.site, shown.session) ${IN_PAIRS} AND shown.shownAt IS NOT NULL
           GROUP BY shown.provider, links.number`,
          JSON.stringify(sessions),
        ).map((row) => ({ ...row, shownAt: new Date(row.shownAt) })),
      ),

    eraseCalls: (calls) =>
      database.write(() => {
        const replaceCall = database.statement('UPDATE calls SET document = ? WHERE id = ?');
        const replaceEvent = database.statement(
          'UPDATE events SET document = ? WHERE carrier = ? AND carrierCallId = ? AND name = ?',
        );
        let events = 0;
        for (const { carrier, carrierCallId } of calls) {
          const rows = all<Row>(
            'SELECT document FROM events WHERE carrier = ? AND carrierCallId = ?',
            carrier,
            carrierCallId,
          );
          for (const event of rows.map(dated<CallEvent>)) {
            const text = JSON.stringify(erasedEvent(event));
            events += replaceEvent.run(text, carrier, carrierCallId, event.name).changes;
          }
        }
        let erased = 0;
        for (const { id } of calls) {
          // As it is now: the carrier may have told more since it was found.
          for (const call of all<Row>('SELECT document FROM calls WHERE id = ?', id).map(dated<Call>))
            erased += replaceCall.run(JSON.stringify(erasedCall(call)), id).changes;
        }
        const notes = changed(
          `UPDATE annotations SET document = json_set(document, '$.notes', json_array(), '$.tags', json_array())
           WHERE call ${IN} AND json_array_length(document, '$.notes') + json_array_length(document, '$.tags') > 0`,
          JSON.stringify(calls.map(({ id }) => id)),
        );
        return { calls: erased, events, notes };
      }),

    rewriteAttributions: (attributions) =>
      database.write(() => {
        for (const one of attributions)
          changed('UPDATE attributions SET document = ? WHERE id = ?', JSON.stringify(one), one.id);
      }),

    eraseSessions: (sessions) =>
      database.write(() => {
        const list = JSON.stringify(sessions);
        const links = changed(
          `UPDATE links SET document = ${FORGET_KEY}
           WHERE document ->> 'keyedBy' = 'session' AND document ->> 'key' <> '' AND id IN
             (SELECT link FROM shown WHERE (site, session) ${IN_PAIRS})`,
          list,
        );
        return {
          links,
          showings: changed(`DELETE FROM shown WHERE (site, session) ${IN_PAIRS}`, list),
          hits: changed(`DELETE FROM hits WHERE (site, session) ${IN_PAIRS}`, list),
          sessions: changed(`DELETE FROM sessions WHERE (site, id) ${IN_PAIRS}`, list),
        };
      }),

    expire: (provider, before, limit) =>
      database.write(() => {
        const time = iso(before);
        const calls = all<{ id: string }>(
          'SELECT id FROM calls WHERE provider IS ? AND at < ? ORDER BY at LIMIT ?',
          provider,
          time,
          limit,
        ).map(({ id }) => id);
        const list = JSON.stringify(calls);
        changed(
          `DELETE FROM events WHERE (carrier, carrierCallId) IN
             (SELECT document ->> 'carrier', document ->> 'carrierCallId' FROM calls WHERE id ${IN})`,
          list,
        );
        changed(`DELETE FROM annotations WHERE call ${IN}`, list);
        changed(`DELETE FROM deliveries WHERE call ${IN}`, list);
        let gone = changed(`DELETE FROM calls WHERE id ${IN}`, list);
        gone += expireAttributions(provider, before, limit);
        gone += changed('DELETE FROM reportSlots WHERE provider = ? AND at < ?', provider ?? '', time);
        gone += changed(
          `DELETE FROM reportDimensions WHERE number IN
             (SELECT number FROM reportDimensions WHERE provider IS ? AND usedUntil < ? LIMIT ?)`,
          provider,
          time,
          limit,
        );
        if (provider === null) return gone;
        gone += changed(
          `DELETE FROM hits WHERE rowid IN (SELECT rowid FROM hits WHERE provider = ? AND place < ? LIMIT ?)`,
          provider,
          firstPlaceAt(before),
          limit,
        );
        return gone + expireSessions(provider, time, limit) + expireLinks(provider, time, limit);
      }),
  };

  /** The last place of the feed stays: its position must not be given out again. */
  function expireAttributions(provider: string | null, before: Date, limit: number): number {
    const rows = all<Row & { position: number; isLast: number }>(
      `SELECT position, document, position = (SELECT max(position) FROM attributions) AS isLast FROM attributions
       WHERE provider IS ? AND document ->> 'at' < ? ORDER BY position LIMIT ?`,
      provider,
      iso(before),
      limit,
    );
    for (const { document, position, isLast } of rows) {
      if (!isLast) changed('DELETE FROM attributions WHERE position = ?', position);
      else {
        const emptied = erasedAttribution(dated<Attribution>({ document }), new Date());
        changed('UPDATE attributions SET document = ? WHERE position = ?', JSON.stringify(emptied), position);
      }
    }
    return rows.filter(({ isLast }) => !isLast).length;
  }

  /** A page that is open and does nothing is seen by its link alone. */
  function expireSessions(provider: string, before: string, limit: number): number {
    const old = all<SessionKey>(
      `SELECT site, id AS session FROM sessions WHERE provider = ? AND lastSeenAt < ? AND NOT EXISTS (
         SELECT 1 FROM shown JOIN links ON links.id = shown.link
         WHERE shown.site = sessions.site AND shown.session = sessions.id
           AND coalesce(shown.seenAt, links.document ->> 'seenAt') >= ?
       ) LIMIT ?`,
      provider,
      before,
      before,
      limit,
    );
    const list = JSON.stringify(old);
    changed(`DELETE FROM shown WHERE (site, session) ${IN_PAIRS}`, list);
    return changed(`DELETE FROM sessions WHERE (site, id) ${IN_PAIRS}`, list);
  }

  /** Late calls go where a number led last, and lost pools are built from there. */
  function expireLinks(provider: string, before: string, limit: number): number {
    const old = all<{ id: string; isLast: number }>(
      `SELECT id, isLast FROM (
         SELECT id, document, NOT EXISTS (
           SELECT 1 FROM links AS later WHERE later.provider = links.provider AND later.number = links.number
             AND (later.startedAt, later.id) > (links.startedAt, links.id)
         ) AS isLast
         FROM links WHERE provider = ? AND document ->> 'endedAt' < ?
       ) WHERE NOT (isLast AND (document ->> 'keyedBy' = 'bucket' OR document ->> 'key' = '')) LIMIT ?`,
      provider,
      before,
      limit,
    );
    const ids = (wanted: number) =>
      JSON.stringify(old.filter(({ isLast }) => isLast === wanted).map(({ id }) => id));
    changed(`DELETE FROM shown WHERE link ${IN}`, JSON.stringify(old.map(({ id }) => id)));
    changed(`UPDATE links SET document = ${FORGET_KEY} WHERE id ${IN}`, ids(1));
    changed(`DELETE FROM links WHERE id ${IN}`, ids(0));
    return old.length;
  }
}

function dated<T>(row: Row): T {
  const record = JSON.parse(row.document);
  return { ...record, at: new Date(record.at) };
}
