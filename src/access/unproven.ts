import type { Named } from '../domain/holder.ts';
import type { Person } from '../domain/model.ts';
import { Reach } from '../domain/reach.ts';

/** A sender whom Ringtrail does not know. */
export const NOBODY: Named = { kind: 'unknown', id: 'unknown', name: 'Unknown', reach: Reach.whole };

/**
 * Returns the sender of a request that names the only person with an e-mail address and does not prove to come from this person.
 * An address that several people have, or nobody, names nobody.
 */
export function unproven([person, ...others]: readonly Person[]): Named {
  if (!person || others.length > 0) return NOBODY;
  return { ...NOBODY, id: person.id, name: person.name, reach: new Reach(person.providers) };
}
