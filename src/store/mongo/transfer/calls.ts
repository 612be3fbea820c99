import type { CallFacets } from '../../call-facets.ts';
import { FACETS_FORM } from '../call-facets.ts';
import type { CollectionForm } from './form.ts';

/** A call with its facets, which both adapters make alike. */
export const CALLS: CollectionForm = {
  key: '_id',
  toRow: ({ _id, facets, value, result, facetsVersion, facetsForm, ...call }) => ({
    ...{ id: _id, ...call },
    facets: facets === undefined ? null : { facets, value, result },
  }),
  toDocument: ({ id, facets, ...call }) => ({
    ...{ _id: String(id), ...call },
    ...(facets !== null && { ...(facets as CallFacets), facetsVersion: 1, facetsForm: FACETS_FORM }),
  }),
};
