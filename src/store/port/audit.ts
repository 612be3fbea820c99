import type { AuditEntry } from '../../domain/audit.ts';
import type { Page, Providers } from './page.ts';

/** The requests of keys, people and share links. The ids of entries sort as their times do. */
export interface Audit {
  /** Adds the entries. The count of an entry whose id is taken is added to the stored count. */
  note(entries: readonly AuditEntry[]): Promise<void>;
  /** Lists a page, the latest entry first. */
  list(page: Page, filter?: AuditFilter): Promise<AuditEntry[]>;
  /** Removes entries from before `before`, the oldest first, at most `limit`. Returns how many were removed. */
  expire(before: Date, limit: number): Promise<number>;
}

export type AuditFilter = {
  /** Entries of requests that concerned one provider alone. */
  provider?: Providers | undefined;
  kind?: AuditEntry['kind'] | undefined;
  /** The id of the key, person or share link. */
  key?: string | undefined;
  readsCallers?: boolean | undefined;
  hasChanges?: boolean | undefined;
  route?: string | undefined;
  /** An id that the entry names. */
  id?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
};
