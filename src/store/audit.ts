import type { AuditEntry } from '../domain/audit.ts';
import type { Page } from './page.ts';

/** Who asked for what. Ids sort as the times do. */
export interface Audit {
  /** Keeps the entries; the counts of those whose id is there are added to it. */
  note(entries: readonly AuditEntry[]): Promise<void>;
  /** The latest first, at most `limit`, only those before the entry `after`. */
  list(page: Page, filter?: AuditFilter): Promise<AuditEntry[]>;
  /** Removes the oldest entries from before the moment, at most `limit`. @returns how many */
  expire(before: Date, limit: number): Promise<number>;
}

export type AuditFilter = {
  key?: string | undefined;
  route?: string | undefined;
  /** An id that the entry names. */
  id?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
};
