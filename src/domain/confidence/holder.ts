/** Those whom a number had been shown to before a call. */
import type { KeyedBy, SessionFacts } from '../ledger.ts';

/** One showing of a number to a session, as the link history knows it. */
export type Showing = {
  link: string;
  /** null: the pool's overflow number. */
  keyedBy: KeyedBy | null;
  key: string | null;
  linkStartedAt: Date;
  site: string | null;
  /** null: visitors who have not agreed to be told from others. */
  session: string | null;
  shownAt: Date;
  /** When the session was last seen with the number; null: it is there still, as far as is known. */
  seenAt: Date | null;
};

/** What is known of a session that was shown the number. */
export type Visit = {
  facts: SessionFacts;
  /** The identifier of its bucket by the site's criteria; null: the site is no longer there. */
  bucket: string | null;
  /** Its last tap of a `tel:` link in the minute before the call. */
  tappedAt: Date | null;
};

/** A session with all its showings of the number taken together: pages follow one another, and tabs lie side by side. */
export type Holder = {
  showing: Showing;
  /** When it was first shown the number. */
  since: Date;
  /** null: its page was open when the call came. */
  closedAt: Date | null;
  visit: Visit | null;
};

/**
 * The holders of the number at the moment, the latest first.
 * @param showings those that had begun by then, the latest first
 */
export function holdersOf(
  showings: readonly Showing[],
  at: Date,
  visitOf: (showing: Showing) => Visit | null,
): Holder[] {
  const holders = new Map<string, Holder>();
  for (const showing of showings) {
    const { link, site, session, shownAt, seenAt } = showing;
    if (shownAt > at) continue;
    const key = session === null ? link : `${site} ${session}`;
    const closedAt = seenAt === null || seenAt >= at ? null : seenAt;
    const later = holders.get(key);
    if (!later) {
      holders.set(key, { showing, since: shownAt, closedAt, visit: visitOf(showing) });
      continue;
    }
    if (shownAt < later.since) later.since = shownAt;
    if (later.closedAt && (!closedAt || closedAt > later.closedAt)) later.closedAt = closedAt;
  }
  return [...holders.values()];
}

/** The identifier of the bucket that the holder counts for. */
export function bucketOf({ showing, visit }: Holder): string | null {
  return showing.keyedBy === 'bucket' ? showing.key : (visit?.bucket ?? null);
}
