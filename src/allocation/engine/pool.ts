import type { Zone } from '../../domain/phone.ts';
import type { Boundary, CountedBy, KeyedBy, Policy } from '../../domain/rung.ts';

export const WITHDRAWN_STATES = ['paused', 'retired'] as const;
export type WithdrawnState = (typeof WITHDRAWN_STATES)[number];

/** A pool's settings and those of its provider, for the scripts. */
export type PoolSettings = {
  provider: string;
  pool: string;
  activeSeconds: number;
  holdSeconds: number;
  /** Numbers keep their earlier links for this long, for late calls. 0: they do not. */
  lateMs: number;
  /** The rule that selects numbers. The threshold, the reserve and their variants are of the policy `threshold`. */
  policy: Policy;
  /** Null: the pool's size minus the reserve, plus `otherNumbers`. */
  threshold: number | null;
  /** Numbers of other pools whose sessions also count, less their reserves. */
  otherNumbers: number;
  /** Null: a fifth of the pool's size and at least one, or 0 where a threshold is set. */
  reserve: number | null;
  countedBy: CountedBy;
  boundary: Boundary;
  hysteresis: number;
  overflowNumber: string | null;
};

export type NumberInZone = { number: string; zone: Zone };

/** A number with its state and its last link, from which the builder restores a pool. */
export type BuildNumber = {
  number: string;
  country: string;
  area: string;
  withdrawn?: WithdrawnState;
  link?: string;
  keyedBy?: KeyedBy;
  combination?: string;
  /** The link's start, in milliseconds. */
  began?: number;
  /** The link's last sign of life, in milliseconds. */
  seen?: number;
  /** The link's end, in milliseconds. 0: the store does not know its end. */
  ended?: number;
  reason?: string;
  /** The combinations of the sessions that share a live session link, with its own one. */
  sharedBy?: { session: string; combination: string }[];
};

/** The facts of a plan that Redis does not have. */
export type Planning = {
  /** The active numbers of each country. */
  numbers: ReadonlyMap<string, number>;
  /** Returns how many times as often as the mean the sessions of an intent call, by the intent. A plan that is due reads it. */
  intents: () => Promise<Readonly<Record<string, number>>>;
};

export type StateQuery = {
  /** A free number counts as resting for this long after its link's end. */
  restedMs: number;
  /** Totals cover this number of whole minutes. */
  minutes: number;
  /** The site whose sessions count, where the provider's sites count separately. Otherwise empty. */
  site: string;
};

/** A pool's figures in Redis. */
export type PoolFacts = {
  now: number;
  isBuilt: boolean;
  /** Numbers that are linked or free. */
  size: number;
  linked: number;
  liveBuckets: number;
  free: number;
  resting: number;
  activeSessions: number;
  threshold: number;
  reserve: number;
  /** The kind of key for one more active session. */
  nextKeyedBy: KeyedBy;
  /** Counts of the queried minutes by name: each rung, `started` and `ended`. */
  totals: Record<string, number>;
};
