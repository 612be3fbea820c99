import type { AuditEntry, Change } from './audit.ts';
import { Reach } from './reach.ts';
import { SCOPES, type Scope } from './scope.ts';

/** The sender of a request: the holder of a key, a person, or the reader of a shared list. */
export type Holder = {
  kind: 'key' | 'person' | 'share' | 'ringtrail';
  /** The id of the key, person or share. */
  id: string;
  name: string;
  scopes: ReadonlySet<Scope>;
  reach: Reach;
  /** The digest of the secret that a request with a key has. The key may get another one. */
  digest?: string;
  /** The session of a person. Requests that are not a GET repeat its token, which a page of another origin cannot read. */
  session?: { id: string; csrfToken: string };
  /** A person who has to show a second factor first, and has no scopes until then. */
  needsSecondFactor?: boolean;
};

/**
 * A holder with its request. A service that changes records takes it, and notes each change for the audit log. So no route can
 * forget that.
 */
export type Sender = Holder & {
  note: (change: Change) => void;
  /** Says that the answer shows a record of the provider. @param provider null for a record of no provider */
  concern: (provider: string | null) => void;
};

/** The sender of a request as the audit log names it. `unknown` was not proven. */
export type Named = Pick<Holder, 'id' | 'name' | 'reach'> & {
  kind: AuditEntry['kind'];
  scopes?: Holder['scopes'];
};

/** Names the sender of a request for the audit log, and returns it as the sender of changes. */
export type NoteAs = <N extends Named>(named: N) => N & Pick<Sender, 'note' | 'concern'>;

/** Ringtrail itself, where it changes records without a request. */
export const RINGTRAIL: Sender = {
  kind: 'ringtrail',
  id: 'ringtrail',
  name: 'Ringtrail',
  scopes: new Set(SCOPES),
  reach: Reach.whole,
  note: () => undefined,
  concern: () => undefined,
};
