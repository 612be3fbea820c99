import type { Call } from '../../../domain/call.ts';
import type { CallFacets } from '../../call-facets.ts';
import { addFacetRows, type SavedFacets, toSaved } from '../call-facets.ts';
import { replaceResult } from '../call-results.ts';
import type { Database } from '../database.ts';
import type { Stored as StoredDated } from '../dated.ts';
import type { TableForm } from './form.ts';

/** A call with its facets, which both adapters make alike. So the target does not have to find what they are made from. */
type CallRow = StoredDated<Call> & { facets: CallFacets | null };

/** The rows of `calls`. Those of `callFacets` and `callResults` derive from them. */
export const CALLS: Pick<TableForm, 'columns' | 'toRow' | 'toStored' | 'derive'> = {
  columns: ['id', 'document', 'eventCount', 'facets'],
  toRow: ({ document, facets }) => ({
    ...JSON.parse(String(document)),
    facets: facets === null ? null : fromSaved(JSON.parse(String(facets))),
  }),
  toStored: (row) => {
    const { facets, ...call } = row as CallRow;
    return {
      ...{ id: call.id, document: JSON.stringify(call), eventCount: call.eventCount },
      facets: facets && JSON.stringify(toSaved(call, facets)),
    };
  },
  derive: (database, row) => addDerived(database, row as CallRow),
};

function addDerived(database: Database, call: CallRow): void {
  if (!call.facets) return;
  const saved = toSaved(call, call.facets);
  addFacetRows(database, call.id, { ...saved, facets: [...new Set(saved.facets)] });
  replaceResult(database, call.id, null, saved);
}

function fromSaved({ facets, value, result }: SavedFacets): CallFacets {
  return { facets, value, result };
}
