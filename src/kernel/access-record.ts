import type { Sender } from '../domain/holder.ts';

/** The entry of a request that is being served. */
export type AccessRecord = Pick<Sender, 'note' | 'concern'> & {
  /** Adds the ids of the records that the request created. */
  addCreated: (body: unknown) => void;
  /** Notes the access at once: a stream's answer ends too late for the audit log. */
  noteNow: () => void;
};
