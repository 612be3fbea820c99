import type { LedgerEntry } from '../../src/domain/ledger.ts';

export type ReplayedLink = {
  id: string;
  number: string;
  by: string;
  endpoint: string;
  site: string;
  key: string;
  startedAt: number;
  /** The sessions that are shown the number now. */
  shown: Set<string>;
  ended: { at: number; seenAt: number; cause: string } | null;
};

/** A provider's links, rebuilt from the ledger alone. */
export type Replayed = {
  links: Map<string, ReplayedLink>;
  /** The latest link of each number. */
  last: Map<string, ReplayedLink>;
  /** The contradictions in the ledger. */
  faults: string[];
};

/** Rebuilds the links from the ledger's entries in their order. */
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
    // A showing of the overflow number is not a link of the pool.
    if ('link' in entry && entry.link.startsWith('ovf_')) continue;
    switch (entry.type) {
      case 'start': {
        const previous = last.get(entry.number);
        if (links.has(entry.link)) faults.push(`${entry.id}: ${entry.link} began twice`);
        if (previous && !previous.ended)
          faults.push(`${entry.id}: ${entry.number} goes to two links at once`);
        if ((previous?.id ?? null) !== entry.former)
          faults.push(`${entry.id}: ${entry.former} is not the former link of ${entry.number}`);
        if (entry.returned !== (!!previous && combinationOf(previous) === combinationOf(asLink(entry))))
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
      case 'unshown':
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
