import { Problem } from './problem.ts';
import { slugFrom, slugsOf } from './slug.ts';

type Named = { id: string; name: string; slug?: string | undefined };

/**
 * Returns a new record with a slug that no sibling has: that of the request, or one made from the name. Throws
 * `already_there`. @param pointer the place of the record in the request
 */
export function withSlug<R extends Named>(record: R, siblings: Iterable<Named>, pointer = ''): R {
  const taken = new Set(slugsOf(siblings).values());
  const { slug, name } = record;
  if (slug === undefined) return { ...record, slug: slugFrom(name, taken) };
  if (!taken.has(slug)) return record;
  const errors = [{ pointer: `${pointer}/slug`, detail: `another record has the slug ${slug}` }];
  throw new Problem('already_there', `Another record has the slug ${slug}.`, { errors });
}

/** Returns the changed record. A record of an earlier version that gets another name keeps the slug of its former name. */
export function withFormerSlug<R extends Named>(former: R, changed: R, siblings: Iterable<Named>): R {
  if (former.slug !== undefined || former.name === changed.name) return changed;
  return { ...changed, slug: slugsOf(siblings).get(former.id) };
}
