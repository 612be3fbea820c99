/** A number that a page was shown. Times are in epoch milliseconds. */
export type Showing = {
  number: string;
  /** The number of the endpoint that the page asked for. */
  endpoint: string;
  session: string;
  isOfSession: boolean;
  link: string;
  /** When the page asked, and when it had the answer. */
  askedAt: number;
  shownAt: number;
  /** The link lives until then at least: the last end that a gateway has named, or the page's goodbye. */
  liveUntil: number;
};

/** A link that Redis started, as the allocation script announced it. The page may never have had the answer. */
export type StartedLink = { number: string; endpoint: string; link: string; began: number };

/** Two pages of different sessions that had the same number for themselves at one time. */
export type SharedNumber = { number: string; sessions: [string, string] };

/**
 * The driver's own account of the endpoint that each number belongs to. It rests on what pages were shown. The links that
 * Redis started for answers that no page got count only while no page is known to hold the number.
 */
export function createTruth() {
  const showings = new Map<string, Showing[]>();
  const started = new Map<string, StartedLink[]>();
  const shownLinks = new Set<string>();

  /** Returns the number's last showing that was complete at this time. */
  function lastShown(number: string, at: number): Showing | undefined {
    return showings.get(number)?.findLast(({ shownAt }) => shownAt <= at);
  }

  return {
    show(showing: Showing): void {
      const ofNumber = showings.get(showing.number) ?? [];
      const place = ofNumber.findLastIndex(({ shownAt }) => shownAt <= showing.shownAt) + 1;
      showings.set(showing.number, ofNumber.toSpliced(place, 0, showing));
      shownLinks.add(showing.link);
    },

    start(link: StartedLink): void {
      started.set(link.number, [...(started.get(link.number) ?? []), link]);
    },

    /**
     * Returns the endpoints that a call may reach, where its first webhook was sent at `from` and its answer came at `to`:
     * the one of the last page, those of pages that got the number meanwhile, and those of links that started without a
     * page after that page's link may have ended.
     */
    endpointsOf(number: string, from: number, to: number): Set<string> {
      const last = lastShown(number, from);
      const meanwhile = (showings.get(number) ?? []).filter(
        ({ askedAt, shownAt }) => shownAt > from && askedAt <= to,
      );
      const isHeld = last !== undefined && last.liveUntil > to;
      const unseen = isHeld
        ? []
        : (started.get(number) ?? []).filter(
            ({ link, began }) => !shownLinks.has(link) && began <= to && began >= (last?.askedAt ?? 0),
          );
      return new Set([...(last ? [last] : []), ...meanwhile, ...unseen].map(({ endpoint }) => endpoint));
    },

    /** Returns the showing whose link certainly lived during the whole time. */
    heldDuring(number: string, from: number, to: number): Showing | undefined {
      const last = lastShown(number, from);
      return last && last.liveUntil > to ? last : undefined;
    },

    /** Returns when the page asked that had the number last at this time. Returns null when there is no such page. */
    changedAt(number: string, at: number): number | null {
      return lastShown(number, at)?.askedAt ?? null;
    },

    sharedNumbers(): SharedNumber[] {
      return [...showings.values()].flatMap((ofNumber) => {
        const own = ofNumber.filter(({ isOfSession }) => isOfSession);
        return own.flatMap((one, i) =>
          own
            .slice(i + 1)
            .filter((other) => other.session !== one.session && overlap(one, other))
            .map(
              (other): SharedNumber => ({
                number: one.number,
                sessions: [one.session, other.session],
              }),
            ),
        );
      });
    },
  };
}

export type Truth = ReturnType<typeof createTruth>;

function overlap(one: Showing, other: Showing): boolean {
  return one.shownAt < other.liveUntil && other.shownAt < one.liveUntil;
}
