/** The scripts of pages' links. Every script takes `now`, a test's time, or null for Redis' own. */
import type { AllocationReason, Boundary, CountedBy, Rung } from '../../domain/rung.ts';
import { defineScript, json, named, nullable, number, optional, text, word } from './script.ts';

const now = optional(number);
const countedBy = word<CountedBy>();

const ALLOCATE_KEYS = ['active', 'ledger', 'pool', 'callerRate', 'siteRate', 'early'] as const;

/** The arguments that an allocation has by either policy. */
const COMMON = {
  now,
  site: text,
  /** Empty for a visitor who has declined consent. */
  session: text,
  sessionCombination: text,
  bucketCombination: text,
  /** The key of the visitor's last number. Empty when the visitor is unknown. */
  visitor: text,
  /** The combination of the bucket without values, which all share whose own bucket gets no number. */
  sharedCombination: text,
  /** The country that the number must be of. */
  country: text,
  /** The preferred area. It may be empty. */
  area: text,
  activeMs: number,
  holdMs: number,
  /** The hold until a page's first renewal. */
  firstHoldMs: number,
  /** The number keeps its earlier links for this long, for late calls. 0: it does not. */
  lateMs: number,
  overflow: optional(text),
  linkIdPrefix: text,
  /** The session's facts as JSON, for the ledger. */
  facts: text,
  /** Requests in one minute. 0: no limit. */
  rateLimit: number,
  siteLimit: number,
  /** The client's network, which holds at most `share` percent of the pool's numbers. 0: any number. */
  network: text,
  share: number,
  countedBy,
};

const ALLOCATED = named({
  keyedBy: word<Rung>(),
  reason: word<AllocationReason>(),
  number: text,
  link: text,
  ends: number,
  began: number,
  now: number,
  activeSessions: number,
  threshold: number,
  requests: number,
  resetMs: number,
});

export const ALLOCATE = defineScript({
  file: 'allocate',
  keys: ALLOCATE_KEYS,
  args: {
    ...COMMON,
    threshold: optional(number),
    otherNumbers: number,
    reserve: optional(number),
    boundary: word<Boundary>(),
    hysteresis: number,
  },
  reply: ALLOCATED,
});

export const ALLOCATE_BY_AFFINITY = defineScript({
  file: 'allocate-by-affinity',
  keys: ALLOCATE_KEYS,
  args: {
    ...COMMON,
    /** The intent of the session. Empty without one. */
    intent: text,
  },
  reply: ALLOCATED,
});

export const RENEW = defineScript({
  file: 'renew',
  keys: ['active', 'ledger', 'pool', 'callerRate'],
  args: {
    now,
    link: text,
    number: text,
    session: text,
    activeMs: number,
    holdMs: number,
    countedBy,
    rateLimit: number,
    /** The sites that may renew, as `|site|site|`. Empty: any site. */
    sites: text,
  },
  reply: nullable(
    named({
      keyedBy: word<Rung>(),
      reason: word<AllocationReason>(),
      number: text,
      link: text,
      ends: number,
      now: number,
    }),
  ),
});

export const LEAVE_LINK = defineScript({
  file: 'leave-link',
  keys: ['ledger', 'pool', 'callerRate'],
  args: { now, session: text, site: text, link: text, number: text, rateLimit: number },
  reply: number,
});

export const LEAVE_SITE = defineScript({
  file: 'leave-site',
  keys: ['ledger', 'pool', 'callerRate'],
  args: {
    now,
    /** The session's combinations with each endpoint of the site. */
    combinations: json<string[]>(),
    rateLimit: number,
  },
  reply: number,
});

export const RECORD_HIT = defineScript({
  file: 'record-hit',
  keys: ['active', 'ledger', 'pool', 'callerRate', 'early'],
  args: {
    now,
    site: text,
    session: text,
    hit: word<'page' | 'tap'>(),
    page: optional(text),
    /** The link that the hit names, and its number. Both may be empty. */
    link: text,
    number: text,
    /** The session's combinations with each endpoint of the site. */
    combinations: json<string[]>(),
    overflow: optional(text),
    holdMs: number,
    rateLimit: number,
    countedBy,
  },
  reply: number,
});

export const FORGET_SESSION = defineScript({
  file: 'forget-session',
  keys: ['active', 'ledger', 'pool'],
  args: {
    now,
    session: text,
    site: text,
    /** The session's combination with each endpoint of the site, and the one that takes its place. */
    visits: json<{ combination: string; withoutSession: string }[]>(),
  },
  reply: number,
});
