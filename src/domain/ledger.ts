/**
 * The ledger: all events of links and sessions, in order. An allocation script appends an entry in the same atomic step
 * as the change. A worker drains the entries to the store. The store can apply them twice or in another order: the
 * history is the same.
 */
import type { KeyedBy } from './rung.ts';

export type { KeyedBy } from './rung.ts';

/**
 * Why a link ended: its hold ran out, its page was closed, its number was retired, or it gave way because its client's network
 * held the most numbers of a pool without a free one.
 */
export const END_CAUSES = ['expired', 'left', 'retired', 'displaced'] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** The types of the items in Redis' stream. An `overflow` item is a start, a showing and an end in one. */
export const LEDGER_ITEMS = {
  start: 'start',
  shown: 'shown',
  unshown: 'unshown',
  gone: 'gone',
  seen: 'seen',
  ended: 'end',
  hit: 'hit',
  overflow: 'overflow',
} as const;

type EntryBase = {
  /** The entry's position in its provider's ledger: `<milliseconds>-<n>`. A link's start and its first showing share it. */
  id: string;
  provider: string;
  at: Date;
};

/** A link started. */
export type LinkStarted = EntryBase & {
  type: 'start';
  link: string;
  number: string;
  /** Null for an overflow number: several pools may share it. */
  pool: string | null;
  site: string;
  endpoint: string;
  /** Null for an overflow number: many sessions see it at once. */
  keyedBy: KeyedBy | null;
  /** The id of the selected session or bucket. The link does not store the other key. */
  key: string;
  /** The rule that selected the key, such as `within_threshold`. */
  reason: string;
  /** The number's link before this one. */
  former: string | null;
  /** True when the former link had the same combination: its session or bucket has returned. */
  returned: boolean;
  /** The provider's active sessions at the choice. */
  activeSessions: number;
  threshold: number;
};

/** A session was shown the link's number for the first time. A session link has this entry at its start. */
export type SessionShown = EntryBase & {
  type: 'shown';
  link: string;
  site: string;
  session: string;
  facts: SessionFacts;
};

/** A session requested a number and got none, because none was free or the pool was being rebuilt. */
export type SessionUnshown = EntryBase & {
  type: 'unshown';
  site: string;
  session: string;
  facts: SessionFacts;
};

/** A session is no longer shown the link's number. Its last sign of life was at `seenAt`. */
export type SessionGone = EntryBase & { type: 'gone'; link: string; session: string; seenAt: Date };

/** The link is alive. Scripts write this entry every few minutes, not at each renewal. */
export type LinkSeen = EntryBase & { type: 'seen'; link: string };

/** The link ended. Its last sign of life was at `seenAt`. */
export type LinkEnded = EntryBase & { type: 'end'; link: string; seenAt: Date; cause: EndCause };

/** A session opened a page or tapped a `tel:` link. */
export type SessionHit = EntryBase & {
  type: 'hit';
  site: string;
  session: string;
  hit: 'page' | 'tap';
  /** The page's address, if the tag sent it. */
  page: string | null;
};

export type LedgerEntry =
  | LinkStarted
  | SessionShown
  | SessionUnshown
  | SessionGone
  | LinkSeen
  | LinkEnded
  | SessionHit;

/** The facts of a session that the tag sent with its request for a number. */
export type SessionFacts = {
  /** The values of the bucketing criteria and other facts of the touch, such as `content` and `channel`. */
  values: Record<string, string>;
  visitor: string | null;
  page: string | null;
  referrer: string | null;
  clickIds: Record<string, string>;
};

/** A link in the history. A field is null until an entry brings it. */
export type LinkRecord = {
  id: string;
  provider: string;
  pool: string | null;
  number: string | null;
  site: string | null;
  endpoint: string | null;
  keyedBy: KeyedBy | null;
  key: string | null;
  reason: string | null;
  activeSessions: number | null;
  threshold: number | null;
  former: string | null;
  returned: boolean | null;
  startedAt: Date | null;
  /** The last known sign of life. Null when only the start is known. */
  seenAt: Date | null;
  endedAt: Date | null;
  cause: EndCause | null;
};

/** A session that was shown a link's number. */
export type ShownRecord = {
  link: string;
  provider: string;
  site: string | null;
  session: string;
  shownAt: Date | null;
  /** The session's last known sign of life on this link. */
  seenAt: Date | null;
};

/** The identity of a session. Two sites may have sessions with the same id. */
export type SessionKey = { site: string; session: string };

/** A session in the history. Its facts are those of its earliest entry. */
export type SessionRecord = {
  site: string;
  id: string;
  provider: string;
  facts: SessionFacts;
  firstSeenAt: Date;
  lastSeenAt: Date;
};
