import type { LedgerEntry } from '../../src/domain/ledger.ts';

export type ReplayedLink = {
  id: string;
  number: string;
  by: string;
  endpoint: string;
  site: string;
  key: string;
  startedAt: number;
  /** Who is shown the number now. */
  shown: Set<string>;
  ended: { at: number; seenAt: number; cause: string } | null;
};

/** What the ledger alone tells of a provider's links. */
export type Replayed = {
  links: Map<string, ReplayedLink>;
  /** The latest link of each number. */
  last: Map<string, ReplayedLink>;
  /** Where the ledger contradicts itself. */
  faults: string[];
};

/** Rebuilds from the ledger's entries, in their order, how the links stand. */
export function replay(entries: readonly LedgerEntry[]): Replayed {
  const links = new Map<string, ReplayedLink>();
  const last = new Map<string, ReplayedLink>();
  const faults: string[] = [];

  const liveLink = (entry: LedgerEntry & { link: string }): ReplayedLink | undefined => {
    const link = links.get(entry.link);
    if (!link) faults.push(`${entry.id}: ${entry.type} of ${entry.link}, which never began`);
    else if (link.ended) faults.push(`${entry.id}: ${entry.type} of ${entry.link}, which has ended`);
    return link;
  };

  for (const entry of entries) {
    // A showing of the overflow number is no link of the pool.
    if ('link' in entry && entry.link.startsWith('ovf_')) continue;
    switch (entry.type) {
      case 'start': {
        const former = last.get(entry.number);
        if (links.has(entry.link)) faults.push(`${entry.id}: ${entry.link} began twice`);
        if (former && !former.ended) faults.push(`${entry.id}: ${entry.number} goes to two links at once`);
        if ((former?.id ?? null) !== entry.former)
          faults.push(`${entry.id}: ${entry.former} is not the former link of ${entry.number}`);
        if (entry.returned !== (!!former && combinationOf(former) === combinationOf(asLink(entry))))
          faults.push(`${entry.id}: returned is ${entry.returned}`);
        const link = asLink(entry);
        links.set(link.id, link);
        last.set(link.number, link);
        break;
      }
      case 'shown':
        liveLink(entry)?.shown.add(entry.session);
        break;
      case 'gone': {
        const link = liveLink(entry);
        if (link && !link.shown.delete(entry.session))
          faults.push(`${entry.id}: ${entry.session} goes, which was not there`);
        break;
      }
      case 'seen':
        liveLink(entry);
        break;
      case 'end': {
        const link = liveLink(entry);
        if (!link) break;
        link.ended = { at: entry.at.getTime(), seenAt: entry.seenAt.getTime(), cause: entry.cause };
        link.shown.clear();
        break;
      }
      case 'hit':
        break;
      default:
        entry satisfies never;
    }
  }
  return { links, last, faults };
}

function asLink(entry: LedgerEntry & { type: 'start' }): ReplayedLink {
  const { link: id, number, keyedBy: by, endpoint, site, key, at } = entry;
  const shown = new Set<string>();
  return {
    id,
    number,
    by: by ?? 'session',
    endpoint,
    site,
    key,
    startedAt: at.getTime(),
    shown,
    ended: null,
  };
}

function combinationOf({ by, endpoint, site, key }: ReplayedLink): string {
  return JSON.stringify([by, endpoint, site, key]);
}
