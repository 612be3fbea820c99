import type { AuditEntry } from '../../domain/audit.ts';
import type { Page, Providers } from './page.ts';

/** The requests that keys made. The ids of entries sort as their times do. */
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
  key?: string | undefined;
  route?: string | undefined;
  /** An id that the entry names. */
  id?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
};
