/**
 * The ledger: what happened to links, in order. The allocation engine appends an entry in the same atomic step
 * as the change itself; a worker carries the entries to the durable store. Applying an entry twice, or two
 * entries in another order, gives the same history.
 */
export type KeyedBy = 'session' | 'bucket';

/** Why the link ended. `expired`: no sign of life for the hold; `left`: the page said goodbye; `retired`: its number was withdrawn. */
export type EndCause = 'expired' | 'left' | 'retired';

type EntryBase = {
  /** The entry's place in its provider's ledger: `<milliseconds>-<n>`. A link's start and its first showing share one. */
  id: string;
  provider: string;
  at: Date;
};

/** A link began. */
export type LinkStarted = EntryBase & {
  type: 'start';
  link: string;
  number: string;
  /** null with a pool's overflow number, which several pools may share. */
  pool: string | null;
  site: string;
  endpoint: string;
  /** null: the pool's overflow number, which many are shown at once. */
  keyedBy: KeyedBy | null;
  /** The selected key only: the session's id or the bucket's. The other key is not stored with the link. */
  key: string;
  /** Why this key, such as `within_threshold`. */
  reason: string;
  /** The link that the number had before, and whether it was of the same combination, which has come back. */
  former: string | null;
  returned: boolean;
  /** Active sessions of the provider when the choice was made, and what they were compared with. */
  activeSessions: number;
  threshold: number;
};

/** A session was shown the link's number for the first time. With a session link this comes with its start. */
export type SessionShown = EntryBase & {
  type: 'shown';
  link: string;
  site: string;
  session: string;
  facts: SessionFacts;
};

/** A session is no longer shown the link's number; its last sign of life was at `seenAt`. */
export type SessionGone = EntryBase & { type: 'gone'; link: string; session: string; seenAt: Date };

/** The link lives on. Told now and then, not at each renewal. */
export type LinkSeen = EntryBase & { type: 'seen'; link: string };

/** The link ended; its last sign of life was at `seenAt`. */
export type LinkEnded = EntryBase & { type: 'end'; link: string; seenAt: Date; cause: EndCause };

/** Something a session did: looked at a page, or tapped a `tel:` link. */
export type SessionHit = EntryBase & {
  type: 'hit';
  site: string;
  session: string;
  hit: 'page' | 'tap';
  /** The page's address, when the tag said it. */
  page: string | null;
};

export type LedgerEntry = LinkStarted | SessionShown | SessionGone | LinkSeen | LinkEnded | SessionHit;

/** What the tags told of a session when it asked for a number. */
export type SessionFacts = {
  /** The bucketing criteria and what else names the way to the site: `content`, `channel`. */
  values: Record<string, string>;
  visitor: string | null;
  page: string | null;
  referrer: string | null;
  clickIds: Record<string, string>;
};

/** A link as the history knows it. A field that no entry has told yet is null. */
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
  /** The last sign of life that is known so far; null where only the beginning is known. */
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
  /** The last sign of life on this link that is known so far. */
  seenAt: Date | null;
};

/** Sessions are told apart within their site. */
export type SessionKey = { site: string; session: string };

/** A session as the history knows it: the facts are those that its earliest entry told. */
export type SessionRecord = {
  site: string;
  id: string;
  provider: string;
  facts: SessionFacts;
  firstSeenAt: Date;
  lastSeenAt: Date;
};
