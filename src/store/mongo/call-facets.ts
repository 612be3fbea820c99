import type { Annotation } from '../../domain/annotation.ts';
import type { Attribution } from '../../domain/attribution.ts';
import type { Call } from '../../domain/call.ts';
import type { StoredResult } from '../../domain/call-result.ts';
import { canBeReturned, facetsOf, UNRETURNED } from '../call-facets.ts';
import type { Model } from './connection.ts';
import { fromStored, type Stored } from './documents.ts';
import { document, list, number } from './members.ts';

/** A call with its facets. `facetsVersion` counts their updates. Calls that nobody listed by facets yet have none. */
export type FacetedCall = Stored<Call> & {
  facets?: string[];
  /** The value of the qualification. */
  value?: number | null;
  result?: StoredResult | null;
  facetsVersion?: number;
  /** The form in which the facets were made. */
  facetsForm?: number;
};

/** Raise it when facets are added. Calls with facets of another form get them again. */
export const FACETS_FORM = 4;

export const FACET_MEMBERS = {
  facets: list,
  value: number,
  result: document,
  facetsVersion: number,
  facetsForm: number,
};

/** Updates the facets of a call, if it is stored. */
export type UpdateFacets = (call: string) => Promise<void>;

export type FacetSource = {
  attributionOf: (call: string) => Promise<Attribution | null>;
  annotationOf: (call: string) => Promise<Annotation | undefined>;
};

/**
 * Returns the function that updates facets. Several processes may update those of one call at once: each reads the version
 * first, and repeats when another one was faster. So the facets follow the latest of the records that they are made from.
 */
export function facetsUpdater(calls: Model<FacetedCall>, source: FacetSource): UpdateFacets {
  async function isAnsweredLater({ provider, from, at }: Call): Promise<boolean> {
    return (await calls.exists({ provider, from, at: { $gt: at }, outcome: 'answered' })) !== null;
  }

  return async (id) => {
    for (;;) {
      const stored = await calls.findOne({ _id: id }).lean<FacetedCall>();
      if (!stored) return;
      const { facetsVersion } = stored;
      const call = callFrom(stored);
      const [attribution, annotation, isAnswered] = await Promise.all([
        source.attributionOf(id),
        source.annotationOf(id),
        canBeReturned(call) && isAnsweredLater(call),
      ]);
      const found = facetsOf({ call, attribution, annotation, isAnsweredLater: isAnswered });
      const isSame = facetsVersion === undefined ? { $exists: false } : facetsVersion;
      const update = { $set: { ...found, facetsVersion: (facetsVersion ?? 0) + 1, facetsForm: FACETS_FORM } };
      const { matchedCount } = await calls.updateOne({ _id: id, facetsVersion: isSame }, update);
      // An answered call that was saved meanwhile did not find these facets. It is found now.
      if (matchedCount === 1 && !(found.facets.includes(UNRETURNED) && (await isAnsweredLater(call)))) return;
    }
  };
}

/** Returns the call without its facets. */
export function callFrom({
  facets: _,
  value: __,
  result: ___,
  facetsVersion: ____,
  facetsForm: _____,
  ...stored
}: FacetedCall): Call {
  return fromStored<Call>(stored);
}

const CALLS_PAGE = 200;

/** Adds the facets of the calls that an earlier version saved. Several processes may do so at once. */
export async function addMissingFacets(calls: Model<FacetedCall>, update: UpdateFacets): Promise<void> {
  for (;;) {
    const found = await calls
      .find({ facetsForm: { $ne: FACETS_FORM }, outcome: { $ne: null } }, { _id: 1 })
      .limit(CALLS_PAGE)
      .lean<{ _id: string }[]>();
    await Promise.all(found.map(({ _id }) => update(_id)));
    if (found.length < CALLS_PAGE) return;
  }
}
