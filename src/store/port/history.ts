import type { Showing } from '../../domain/confidence/holder.ts';
import type {
  LedgerEntry,
  LinkRecord,
  SessionFacts,
  SessionKey,
  SessionRecord,
  ShownRecord,
} from '../../domain/ledger.ts';

export type { SessionKey } from '../../domain/ledger.ts';

/** The durable side of the ledger: links, showings, sessions and their hits. */
export interface LinkHistory {
  /**
   * Adds ledger entries to the history. The same entries may come again, in any order and from several callers at once:
   * the history is the same. When it rejects, some entries may have been added. Apply all of them again. It also counts the
   * sessions in their visit slots, for which the oldest entries of a ledger come first.
   */
  apply(entries: readonly LedgerEntry[]): Promise<void>;
  /** Returns the link once an entry with its start or its end was applied. */
  link(id: string): Promise<LinkRecord | null>;
  /** Lists the provider's links of `number` that started by `until`, the latest start first, at most `limit`. */
  linksOf(provider: string, number: string, until: Date, limit: number): Promise<LinkRecord[]>;
  /** Lists the sessions that were shown the link's number by `until`, the latest first, at most `limit`. */
  shown(link: string, until: Date, limit: number): Promise<ShownRecord[]>;
  /**
   * Lists the showings of the number by `until`, over all its links, the latest first, at most `limit`. A link that
   * has no showing counts as one showing without a session: its visitors agreed to no session of their own.
   */
  showings(provider: string, number: string, until: Date, limit: number): Promise<Showing[]>;
  /** Returns the facts of those sessions that were ever shown a number. */
  factsOf(sessions: readonly SessionKey[]): Promise<(SessionKey & { facts: SessionFacts })[]>;
  /** Returns the last tap of each session in the span, both ends included. A session without a tap is left out. */
  lastTaps(sessions: readonly SessionKey[], from: Date, until: Date): Promise<(SessionKey & { at: Date })[]>;
  /** Returns the session once it was shown a number. Hits alone hold no facts. */
  session(site: string, id: string): Promise<SessionRecord | null>;
  /** Lists the session's hits in the span, both ends included, in the order of time. */
  hits(site: string, session: string, from: Date, until: Date): Promise<HitRecord[]>;
  /** Lists the visitor's sessions in the order of site and session, those that follow `after`. */
  sessionsOf(visitor: string, limit: number, after?: SessionKey): Promise<SessionKey[]>;
  /** Returns each number that one of the sessions was shown, with the first time. */
  numbersShownTo(sessions: readonly SessionKey[]): Promise<ShownNumber[]>;
  /**
   * Erases the sessions with their hits and showings. Links stay without the session that they belonged to. Returns how
   * many records changed: a repetition returns zeros.
   */
  erase(sessions: readonly SessionKey[]): Promise<ErasedHistory>;
  /**
   * Removes the provider's sessions, hits and links that ended before `before`, at most `limit` of each kind. The last
   * link of each number stays, for late calls and for the builder: it only loses its session. Returns how many hits,
   * sessions and links were removed or changed. Repeat it until it returns 0.
   */
  expire(provider: string, before: Date, limit: number): Promise<number>;
  /**
   * Removes the provider's history, the last links of numbers included, at most `limit` records of each kind. Returns how many
   * hits, sessions and links were removed. Repeat it until it returns 0.
   */
  removeOf(provider: string, limit: number): Promise<number>;
}

export type HitRecord = { hit: 'page' | 'tap'; page: string | null; at: Date };

export type ShownNumber = { provider: string; number: string; shownAt: Date };

export type ErasedHistory = { sessions: number; hits: number; showings: number; links: number };
