import type { Access } from '../domain/audit.ts';
import type { Holder, Sender } from '../domain/holder.ts';

/** The sender of a request as the audit log names it. `unknown` is nobody whom Ringtrail knows. */
export type Named = Pick<Holder, 'id' | 'name' | 'reach'> & {
  kind: Access['kind'];
  scopes?: Holder['scopes'];
};

/** The entry of a request that is being served. */
export type AccessRecord = Pick<Sender, 'note' | 'concern'> & {
  /** Adds the ids of the records that the request created. */
  addCreated: (body: unknown) => void;
  /** Notes the access at once: a stream's answer ends too late for the audit log. */
  noteNow: () => void;
};
