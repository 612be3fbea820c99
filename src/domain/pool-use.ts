/** The use of a pool over time, from the links of its numbers in the history. */
import type { KeyedBy, LinkRecord } from './ledger.ts';

/** A link of the pool that started. A number has one link at a time. */
export type PoolLink = Pick<LinkRecord, 'endedAt' | 'activeSessions' | 'threshold'> & {
  keyedBy: KeyedBy;
  startedAt: Date;
};

export type PoolSlot = {
  at: Date;
  /** The most numbers that were linked at one time of the slot, and how many of these were a session's and a bucket's. */
  linked: number;
  linkedToSessions: number;
  linkedToBuckets: number;
  /** The links that started in the slot. */
  startedForSessions: number;
  startedForBuckets: number;
  /** The most active sessions at the start of a link, and the threshold at that time. null: no link started in the slot. */
  activeSessions: number | null;
  threshold: number | null;
};

export type Slots = { since: Date; until: Date; stepMs: number };

type Event = { at: number; keyedBy: KeyedBy; change: 1 | -1; link: PoolLink };

/** Returns the slots from `since` to `until`. The links are those that lived in this time, in any order. */
export function poolUse(links: readonly PoolLink[], slots: Slots): PoolSlot[] {
  const events = eventsOf(links);
  const live: Live = { session: 0, bucket: 0 };
  const found: PoolSlot[] = [];
  let next = 0;
  for (let at = slots.since.getTime(); at < slots.until.getTime(); at += slots.stepMs) {
    for (let event = events[next]; event && event.at < at; event = events[++next]) apply(live, event);
    const slot = emptySlot(new Date(at), live);
    const end = Math.min(at + slots.stepMs, slots.until.getTime());
    for (let event = events[next]; event && event.at < end; event = events[++next]) {
      apply(live, event);
      notePeak(slot, live);
      if (event.change === 1) noteStart(slot, event);
    }
    found.push(slot);
  }
  return found;
}

/** Returns the starts and ends in the order of time. An end comes before the start that it makes room for. */
function eventsOf(links: readonly PoolLink[]): Event[] {
  const events = links.flatMap((link): Event[] => {
    const { keyedBy, startedAt, endedAt } = link;
    const start: Event = { at: startedAt.getTime(), keyedBy, change: 1, link };
    return endedAt ? [start, { at: endedAt.getTime(), keyedBy, change: -1, link }] : [start];
  });
  return events.sort((a, b) => a.at - b.at || a.change - b.change);
}

type Live = { session: number; bucket: number };

function apply(live: Live, { keyedBy, change }: Event): void {
  live[keyedBy] += change;
}

function emptySlot(at: Date, { session, bucket }: Live): PoolSlot {
  return {
    ...{ at, linked: session + bucket, linkedToSessions: session, linkedToBuckets: bucket },
    ...{ startedForSessions: 0, startedForBuckets: 0, activeSessions: null, threshold: null },
  };
}

function notePeak(slot: PoolSlot, { session, bucket }: Live): void {
  if (session + bucket <= slot.linked) return;
  Object.assign(slot, {
    linked: session + bucket,
    linkedToSessions: session,
    linkedToBuckets: bucket,
  });
}

function noteStart(slot: PoolSlot, { keyedBy, link: { activeSessions, threshold } }: Event): void {
  if (keyedBy === 'session') slot.startedForSessions++;
  else slot.startedForBuckets++;
  if (activeSessions === null || activeSessions < (slot.activeSessions ?? 0)) return;
  Object.assign(slot, { activeSessions, threshold });
}
