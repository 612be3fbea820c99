/**
 * Merges ledger entries into one update for each link, showing, session and hit. Each field merges by a rule that gives
 * the same result in any order and after any repetition: the earliest time, the latest time, the value of the earliest
 * entry, or the value of the latest one. The adapters merge the updates into their records by the same rules.
 */
import type { LedgerEntry, LinkRecord, SessionFacts, SessionHit, ShownRecord } from '../domain/ledger.ts';
import { trafficOf, type Visit } from '../domain/visit-slot.ts';
import type { HitRecord } from './port.ts';

/** A link has one start entry and one end entry, whose fields never meet. The latest `seenAt` counts. */
export type LinkUpdate = Pick<LinkRecord, 'id' | 'provider'> & Partial<LinkRecord>;

export type ShowingUpdate = Pick<ShownRecord, 'link' | 'provider' | 'session'> & {
  site: string | null;
  shownAt: Date | null;
  /** The latest entry counts: a session that came back after it had left is open again, without an end. */
  last: { place: string; seenAt: Date | null };
};

export type SessionUpdate = {
  site: string;
  id: string;
  provider: string;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** null until the session is shown a number. Its hits hold no facts. */
  earliest: { place: string; facts: SessionFacts } | null;
  /** The first request for a number. A session that was stored without one never gets one: it was counted by no report. */
  visit: PlacedVisit | null;
  /** The place of the first tap. */
  tapPlace: string | null;
};

export type PlacedVisit = Visit & { place: string };

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

/** The fields of a link that no start entry and no end entry has set. */
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

/** Joins the parts into one text. Different parts never give the same text. */
export function compoundKey(...parts: string[]): string {
  return JSON.stringify(parts);
}

/** Merges the entries into updates. */
export function ledgerBatch(entries: readonly LedgerEntry[]): LedgerBatch {
  const links = new Map<string, LinkUpdate>();
  const shown = new Map<string, ShowingUpdate>();
  const sessions = new Map<string, SessionUpdate>();
  const hits = new Map<string, HitUpdate>();

  for (const entry of entries) {
    for (const link of linkUpdates(entry)) mergeInto(links, link.id, link, mergeLink);
    for (const showing of showingUpdates(entry))
      mergeInto(shown, compoundKey(showing.link, showing.session), showing, mergeShowing);
    for (const session of sessionUpdates(entry))
      mergeInto(sessions, compoundKey(session.site, session.id), session, mergeSession);
    if (entry.type === 'hit') hits.set(compoundKey(entry.provider, entry.id), hitUpdate(entry));
  }
  return {
    links: [...links.values()],
    shown: [...shown.values()],
    sessions: [...sessions.values()],
    hits: [...hits.values()],
  };
}

function linkUpdates(entry: LedgerEntry): LinkUpdate[] {
  const { provider, at } = entry;
  switch (entry.type) {
    case 'start': {
      const { type: _, at: startedAt, link: id, ...facts } = entry;
      return [{ ...facts, id, startedAt }];
    }
    case 'seen':
      return [{ id: entry.link, provider, seenAt: at }];
    case 'end':
      return [{ id: entry.link, provider, seenAt: entry.seenAt, endedAt: at, cause: entry.cause }];
    case 'shown':
    case 'unshown':
    case 'gone':
    case 'hit':
      return [];
  }
}

function showingUpdates(entry: LedgerEntry): ShowingUpdate[] {
  const { provider, at } = entry;
  const place = placeOf(entry);
  switch (entry.type) {
    case 'shown': {
      const { link, site, session } = entry;
      return [{ link, provider, session, site, shownAt: at, last: { place, seenAt: null } }];
    }
    case 'gone': {
      const { link, session, seenAt } = entry;
      return [{ link, provider, session, site: null, shownAt: null, last: { place, seenAt } }];
    }
    default:
      return [];
  }
}

function sessionUpdates(entry: LedgerEntry): SessionUpdate[] {
  if (entry.type !== 'shown' && entry.type !== 'unshown' && entry.type !== 'hit') return [];
  const { provider, at, site, session } = entry;
  const place = placeOf(entry);
  return [
    {
      ...{ site, id: session, provider, firstSeenAt: at, lastSeenAt: at },
      earliest: entry.type === 'shown' ? { place, facts: entry.facts } : null,
      visit: entry.type === 'hit' ? null : { place, at, traffic: trafficOf(entry.facts) },
      tapPlace: entry.type === 'hit' && entry.hit === 'tap' ? place : null,
    },
  ];
}

function hitUpdate(entry: SessionHit): HitUpdate {
  const { provider, site, session, hit, page, at } = entry;
  return { provider, place: placeOf(entry), site, session, hit, page, at };
}

/** Returns the first place in a ledger that an entry of this moment may have. */
export function firstPlaceAt(at: Date): string {
  return placeAt(`${Math.max(0, at.getTime())}-0`);
}

/** Returns the entry's place in its ledger, as a text that sorts as the places do. */
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

function mergeShowing(a: ShowingUpdate, b: ShowingUpdate): ShowingUpdate {
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
    earliest: firstOf(a.earliest, b.earliest),
    visit: firstOf(a.visit, b.visit),
    tapPlace: a.tapPlace && b.tapPlace && a.tapPlace > b.tapPlace ? b.tapPlace : (a.tapPlace ?? b.tapPlace),
  };
}

function firstOf<T extends { place: string }>(a: T | null, b: T | null): T | null {
  if (!a || !b) return a ?? b;
  return a.place < b.place ? a : b;
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
