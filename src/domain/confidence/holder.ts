/** The sessions that a number was shown to before a call. */
import type { KeyedBy, SessionFacts } from '../ledger.ts';

/** One showing of a number to a session, as the link history knows it. */
export type Showing = {
  link: string;
  /** Null: the pool's overflow number. */
  keyedBy: KeyedBy | null;
  key: string | null;
  linkStartedAt: Date;
  site: string | null;
  /** Null: visitors who declined consent and have no session. */
  session: string | null;
  shownAt: Date;
  /** When the session was last seen with the number. Null: its page may still be open. */
  seenAt: Date | null;
};

/** The known facts of a session that was shown the number. */
export type ShownSession = {
  facts: SessionFacts;
  /** The id of its bucket by the site's criteria. Null: the site was removed. */
  bucket: string | null;
  /** Its last tap of a `tel:` link in the minute before the call. */
  tappedAt: Date | null;
};

/** A session with all its showings of the number, whether its pages followed one another or were open in several tabs. */
export type Holder = {
  showing: Showing;
  /** When it was first shown the number. */
  since: Date;
  /** Null: its page was open when the call came in. */
  closedAt: Date | null;
  visit: ShownSession | null;
};

/**
 * Returns the holders of the number at the moment, the latest first.
 * @param showings the showings that started by then, the latest first
 */
export function holdersOf(
  showings: readonly Showing[],
  at: Date,
  visitOf: (showing: Showing) => ShownSession | null,
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

/** Returns the id of the bucket that the holder counts for. */
export function bucketOf({ showing, visit }: Holder): string | null {
  return showing.keyedBy === 'bucket' ? showing.key : (visit?.bucket ?? null);
}
