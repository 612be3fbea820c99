import type { LedgerEntry, SessionFacts } from '../../../domain/ledger.ts';
import {
  compoundKey,
  type HitUpdate,
  type LinkUpdate,
  ledgerBatch,
  type SessionUpdate,
  type ShowingUpdate,
} from '../../ledger-batch.ts';
import { upsert } from '../connection.ts';
import type { HistoryModels } from './models.ts';

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

function mergeSession({ site, id, provider, firstSeenAt, lastSeenAt, earliest }: SessionUpdate) {
  const update = {
    $setOnInsert: { site, id, provider },
    $min: { firstSeenAt, ...(earliest && { earliest: storedEarliest(earliest) }) },
    $max: { lastSeenAt },
  };
  return { updateOne: { filter: { _id: compoundKey(site, id) }, update, upsert: true } };
}

function addHit(hit: HitUpdate) {
  const filter = { _id: compoundKey(hit.provider, hit.place) };
  return { updateOne: { filter, update: { $setOnInsert: hit }, upsert: true } };
}

function storedEarliest({ place, facts }: { place: string; facts: SessionFacts }) {
  const { values, clickIds } = facts;
  return { place, facts: { ...facts, values: Object.entries(values), clickIds: Object.entries(clickIds) } };
}
