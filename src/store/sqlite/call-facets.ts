import type { Attribution } from '../../domain/attribution.ts';
import type { Call } from '../../domain/call.ts';
import { type CallFacets, canBeReturned, facetsOf, UNRETURNED } from '../call-facets.ts';
import { currentAttribution } from '../current-attribution.ts';
import { replaceResult } from './call-results.ts';
import type { Database } from './database.ts';
import { type Stored, toDated } from './dated.ts';
import { IN_LIST } from './lists.ts';
import { toAnnotation } from './stored-annotation.ts';

/**
 * The facets of calls: rows of `callFacets`, which lists are read from, and a copy in `calls.facets`, by which a call's rows
 * are found and compared.
 */
export interface CallFacetRows {
  /** Updates the facets of the call, if it is stored. Runs in the transaction of the change. */
  update(call: string): void;
  /** As `update`. An answered call also returns the earlier calls of its caller that nobody answered. */
  updateSaved(call: Call): void;
  /** Removes the facets of the call. */
  remove(call: string): void;
}

/** What `calls.facets` holds. `unreturned` has a partial index. */
export type SavedFacets = CallFacets & {
  provider: string;
  at: string;
  unreturned: 0 | 1;
};

type Row = {
  document: string;
  facets: string | null;
  annotation: string | null;
  attributions: string | null;
};

const READ = `
  SELECT document, facets, (SELECT document FROM annotations WHERE call = calls.id) AS annotation,
    (SELECT '[' || group_concat(document) || ']' FROM
      (SELECT document FROM attributions WHERE call = calls.id ORDER BY position DESC)) AS attributions
  FROM calls WHERE id = ?`;

const ANSWERED_LATER = `
  SELECT 1 FROM calls
  WHERE "from" = ? AND at > ? AND document ->> 'outcome' = 'answered' AND provider IS ? LIMIT 1`;

const UNRETURNED_BEFORE = `
  SELECT id FROM calls WHERE "from" = ? AND at < ? AND facets ->> 'unreturned' = 1 AND provider IS ?`;

const ADD = 'INSERT INTO callFacets (facet, provider, at, call) SELECT value, ?, ?, ? FROM json_each(?)';
const REMOVE = `DELETE FROM callFacets WHERE provider = ? AND at = ? AND call = ? AND facet ${IN_LIST}`;

/** Returns the facets of a call as `calls.facets` holds them. */
export function toSaved(
  { provider, at }: Pick<Stored<Call>, 'provider' | 'at'>,
  found: CallFacets,
): SavedFacets {
  const unreturned = found.facets.includes(UNRETURNED) ? 1 : 0;
  return { provider: provider ?? '', at, ...found, unreturned };
}

/** Adds rows of `callFacets` that the call lacks. */
export function addFacetRows(database: Database, call: string, { provider, at, facets }: SavedFacets): void {
  if (facets.length > 0) database.run(ADD, provider, at, call, JSON.stringify(facets));
}

export function callFacetRows(database: Database): CallFacetRows {
  function update(id: string): void {
    const row = database.get<Row>(READ, id);
    if (!row) return;
    const call: Stored<Call> = JSON.parse(row.document);
    const attributions: Stored<Attribution>[] = JSON.parse(row.attributions ?? '[]');
    const found = facetsOf({
      call,
      attribution: currentAttribution(attributions.map(toDated<Attribution>)),
      annotation: row.annotation === null ? undefined : toAnnotation(row.annotation),
      isAnsweredLater: canBeReturned(call) && isAnsweredLater(call),
    });
    const saved = toSaved(call, found);
    const text = JSON.stringify(saved);
    if (text === row.facets) return;
    const former: SavedFacets | null = row.facets === null ? null : JSON.parse(row.facets);
    replaceRows(id, former, saved);
    replaceResult(database, id, former, saved);
    database.run('UPDATE calls SET facets = ? WHERE id = ?', text, id);
  }

  function isAnsweredLater({ from, at, provider }: Stored<Call>): boolean {
    return database.get(ANSWERED_LATER, from, at, provider) !== undefined;
  }

  function replaceRows(call: string, former: SavedFacets | null, saved: SavedFacets): void {
    const isSamePlace = former?.provider === saved.provider && former.at === saved.at;
    const stays = new Set(isSamePlace ? former.facets.filter((one) => saved.facets.includes(one)) : []);
    if (former) removeRows(call, { ...former, facets: former.facets.filter((one) => !stays.has(one)) });
    const added = [...new Set(saved.facets)].filter((one) => !stays.has(one));
    addFacetRows(database, call, { ...saved, facets: added });
  }

  function removeRows(call: string, { provider, at, facets }: SavedFacets): void {
    if (facets.length > 0) database.run(REMOVE, provider, at, call, JSON.stringify(facets));
  }

  return {
    update,

    updateSaved({ id, outcome, from, at, provider }) {
      update(id);
      if (outcome !== 'answered' || from === null) return;
      for (const earlier of database.all<{ id: string }>(UNRETURNED_BEFORE, from, at.toISOString(), provider))
        update(earlier.id);
    },

    remove(call) {
      const row = database.get<Pick<Row, 'facets'>>('SELECT facets FROM calls WHERE id = ?', call);
      if (!row?.facets) return;
      const former: SavedFacets = JSON.parse(row.facets);
      removeRows(call, former);
      replaceResult(database, call, former, null);
    },
  };
}
