/**
 * What a batch of ledger entries tells, gathered for each link, showing, session and hit. Everything here merges
 * alike in any order and however often: the earliest time, the latest time, the word of the earliest entry, the
 * word of the latest one. The adapters merge it into what they hold by the same rules.
 */
import type { LedgerEntry, LinkRecord, SessionFacts, ShownRecord } from '../domain/ledger.ts';
import type { HitRecord } from './port.ts';

/** One entry tells of a link's start and one of its end, so their fields never meet; the latest `seenAt` counts. */
export type LinkUpdate = Pick<LinkRecord, 'id' | 'provider'> & Partial<LinkRecord>;

export type ShowingUpdate = Pick<ShownRecord, 'link' | 'provider' | 'session'> & {
  site: string | null;
  shownAt: Date | null;
  /** The latest entry wins: a session that came back after it had gone is there again, with no end known. */
  last: { place: string; seenAt: Date | null };
};

export type SessionUpdate = {
  site: string;
  id: string;
  provider: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** null while only hits are known, which tell no facts. */
  earliest: { place: string; facts: SessionFacts } | null;
};

export type HitUpdate = HitRecord & {
  provider: string;
  place: string;
  site: string;
  session: string;
};

export type LedgerBatch = {
  links: LinkUpdate[];
  shown: ShowingUpdate[];
  sessions: SessionUpdate[];
  hits: HitUpdate[];
};

/** A link of which nothing but its name has been told. */
export const EMPTY_LINK = {
  pool: null,
  number: null,
  site: null,
  endpoint: null,
  keyedBy: null,
  key: null,
  reason: null,
  activeSessions: null,
  threshold: null,
  former: null,
  returned: null,
  startedAt: null,
  seenAt: null,
  endedAt: null,
  cause: null,
} satisfies Omit<LinkRecord, 'id' | 'provider'>;

/** One text for several: no part can run into the next. */
export function compoundKey(...parts: string[]): string {
  return JSON.stringify(parts);
}

export function ledgerBatch(entries: readonly LedgerEntry[]): LedgerBatch {
  const links = new Map<string, LinkUpdate>();
  const shown = new Map<string, ShowingUpdate>();
  const sessions = new Map<string, SessionUpdate>();
  const hits = new Map<string, HitUpdate>();

  const addLink = (link: LinkUpdate) => mergeInto(links, link.id, link, mergeLink);
  const addShowing = (showing: ShowingUpdate) =>
    mergeInto(shown, compoundKey(showing.link, showing.session), showing, mergeShown);
  const addSession = (session: SessionUpdate) =>
    mergeInto(sessions, compoundKey(session.site, session.id), session, mergeSession);

  for (const entry of entries) {
    const { provider, at } = entry;
    const place = placeOf(entry);
    switch (entry.type) {
      case 'start': {
        const { type: _, at: startedAt, link: id, ...facts } = entry;
        addLink({ ...facts, id, startedAt });
        break;
      }
      case 'seen':
        addLink({ id: entry.link, provider, seenAt: at });
        break;
      case 'end':
        addLink({ id: entry.link, provider, seenAt: entry.seenAt, endedAt: at, cause: entry.cause });
        break;
      case 'shown': {
        const { link, site, session, facts } = entry;
        addShowing({ link, provider, session, site, shownAt: at, last: { place, seenAt: null } });
        const earliest = { place, facts };
        addSession({ site, id: session, provider, firstSeenAt: at, lastSeenAt: at, earliest });
        break;
      }
      case 'gone': {
        const { link, session, seenAt } = entry;
        addShowing({ link, provider, session, site: null, shownAt: null, last: { place, seenAt } });
        break;
      }
      case 'hit': {
        const { site, session, hit, page } = entry;
        hits.set(compoundKey(provider, entry.id), { provider, place, site, session, hit, page, at });
        addSession({ site, id: session, provider, firstSeenAt: at, lastSeenAt: at, earliest: null });
        break;
      }
      default:
        entry satisfies never;
    }
  }
  return {
    links: [...links.values()],
    shown: [...shown.values()],
    sessions: [...sessions.values()],
    hits: [...hits.values()],
  };
}

/** The place in a ledger before which all is older. */
export function firstPlaceAt(at: Date): string {
  return placeAt(`${Math.max(0, at.getTime())}-0`);
}

/** The entry's place in its ledger, as a text that sorts as the places do. */
function placeOf(entry: LedgerEntry): string {
  return placeAt(entry.id);
}

function placeAt(id: string): string {
  return id
    .split('-')
    .map((part) => part.padStart(16, '0'))
    .join('-');
}

function mergeInto<T>(map: Map<string, T>, key: string, value: T, merge: (a: T, b: T) => T): void {
  const known = map.get(key);
  map.set(key, known === undefined ? value : merge(known, value));
}

function mergeLink(a: LinkUpdate, b: LinkUpdate): LinkUpdate {
  const seenAt = a.seenAt && b.seenAt ? later(a.seenAt, b.seenAt) : (a.seenAt ?? b.seenAt);
  return { ...a, ...b, ...(seenAt && { seenAt }) };
}

function mergeShown(a: ShowingUpdate, b: ShowingUpdate): ShowingUpdate {
  return {
    ...a,
    site: a.site ?? b.site,
    shownAt: a.shownAt && b.shownAt ? earlier(a.shownAt, b.shownAt) : (a.shownAt ?? b.shownAt),
    last: a.last.place > b.last.place ? a.last : b.last,
  };
}

function mergeSession(a: SessionUpdate, b: SessionUpdate): SessionUpdate {
  return {
    ...a,
    firstSeenAt: earlier(a.firstSeenAt, b.firstSeenAt),
    lastSeenAt: later(a.lastSeenAt, b.lastSeenAt),
    earliest:
      a.earliest && b.earliest
        ? a.earliest.place < b.earliest.place
          ? a.earliest
          : b.earliest
        : (a.earliest ?? b.earliest),
  };
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
