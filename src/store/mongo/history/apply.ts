import type { LedgerEntry, SessionFacts } from '../../../domain/ledger.ts';
import {
  compoundKey,
  type HitUpdate,
  type LinkUpdate,
  ledgerBatch,
  type SessionUpdate,
  type ShowingUpdate,
} from '../../ledger-batch.ts';
import { bySlot, changesOf, mayCount } from '../../visit-changes.ts';
import { upsert } from '../connection.ts';
import { countVisits } from '../visits.ts';
import type { HistoryModels, StoredSession } from './models.ts';

const UNORDERED = { ordered: false, throwOnValidationError: true } as const;

/**
 * Merges the entries into the collections by the rules of `ledgerBatch`. A batch that was added in part is applied again.
 * MongoDB compares documents member by member: `place`, their first, decides under $min and $max.
 */
export async function applyEntries(models: HistoryModels, entries: readonly LedgerEntry[]): Promise<void> {
  const { links, shown, sessions, hits } = ledgerBatch(entries);
  await Promise.all([
    links.length > 0 && upsert(() => models.links.bulkWrite(links.map(mergeLink), UNORDERED)),
    shown.length > 0 && upsert(() => models.shown.bulkWrite(shown.map(mergeShowing), UNORDERED)),
    sessions.length > 0 && upsert(() => models.sessions.bulkWrite(sessions.map(mergeSession), UNORDERED)),
    hits.length > 0 && upsert(() => models.hits.bulkWrite(hits.map(addHit), UNORDERED)),
  ]);
  await countSessions(models, sessions.filter(mayCount));
}

/** Counts the sessions of the updates in their slots. The stored sessions are those after the merge. */
async function countSessions(
  { sessions, visits }: HistoryModels,
  updates: readonly SessionUpdate[],
): Promise<void> {
  if (updates.length === 0) return;
  const ids = updates.map(({ site, id }) => compoundKey(site, id));
  const found = await sessions
    .find({ _id: { $in: ids } }, { visit: 1, tapPlace: 1, 'earliest.place': 1 })
    .lean<Pick<StoredSession, '_id' | 'visit' | 'tapPlace' | 'earliest'>[]>();
  const stored = new Map(
    found.map(({ _id, visit = null, tapPlace = null, earliest }) => [
      _id,
      { visit, tapPlace, shownPlace: earliest?.place ?? null },
    ]),
  );
  const changes = updates.flatMap((update) =>
    changesOf(update, stored.get(compoundKey(update.site, update.id))),
  );
  await Promise.all(bySlot(changes).map((slot) => countVisits(visits, slot)));
}

function mergeLink({ id, seenAt, ...fields }: LinkUpdate) {
  const update = { $set: fields, ...(seenAt && { $max: { seenAt } }) };
  return { updateOne: { filter: { _id: id }, update, upsert: true } };
}

function mergeShowing({ link, session, provider, site, shownAt, last }: ShowingUpdate) {
  const update = {
    $setOnInsert: { link, session, provider },
    $max: { last },
    ...(site !== null && { $set: { site } }),
    ...(shownAt !== null && { $min: { shownAt } }),
  };
  return { updateOne: { filter: { _id: compoundKey(link, session) }, update, upsert: true } };
}

function mergeSession(session: SessionUpdate) {
  const { site, id, provider, firstSeenAt, lastSeenAt, earliest, visit, tapPlace } = session;
  const update = {
    $setOnInsert: { site, id, provider, ...(visit && { visit }) },
    $min: {
      firstSeenAt,
      ...(earliest && { earliest: storedEarliest(earliest) }),
      ...(tapPlace && { tapPlace }),
    },
    $max: { lastSeenAt },
  };
  return { updateOne: { filter: { _id: compoundKey(site, id) }, update, upsert: true } };
}

function addHit(hit: HitUpdate) {
  const filter = { _id: compoundKey(hit.provider, hit.place) };
  return { updateOne: { filter, update: { $setOnInsert: hit }, upsert: true } };
}

/** Returns the facts with the names that pages chose as values. */
export function storedEarliest({ place, facts }: { place: string; facts: SessionFacts }) {
  const { values, clickIds } = facts;
  return { place, facts: { ...facts, values: Object.entries(values), clickIds: Object.entries(clickIds) } };
}
