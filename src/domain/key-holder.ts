import { Reach } from './reach.ts';
import { SCOPES, type Scope } from './scope.ts';

/** The holder of the key that a request bears, what it may do, and the providers that exist for it. */
export type KeyHolder = { id: string; name: string; scopes: ReadonlySet<Scope>; reach: Reach };

/** Ringtrail itself, where it changes records without a request. */
export const RINGTRAIL: KeyHolder = {
  id: 'ringtrail',
  name: 'Ringtrail',
  scopes: new Set(SCOPES),
  reach: Reach.whole,
};
