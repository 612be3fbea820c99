/**
 * The durable store: what must outlive Redis. It says what is kept and what can be asked, by meaning; no query
 * language, connection or transaction shows through. `contract/` holds the suite that every adapter passes.
 *
 * Every method rejects with `StoreUnavailable` when the database cannot be reached.
 */
import type { Annotation, Note, Qualification } from '../domain/annotation.ts';
import type { Attribution } from '../domain/attribution.ts';
import type { Call, CallEvent, CallOutcome } from '../domain/call.ts';
import type { Fit } from '../domain/confidence/hazards.ts';
import type { Showing } from '../domain/confidence/holder.ts';
import type { Consumer } from '../domain/consumer.ts';
import type {
  LedgerEntry,
  LinkRecord,
  SessionFacts,
  SessionKey,
  SessionRecord,
  ShownRecord,
} from '../domain/ledger.ts';
import type { ApiKey, Endpoint, Pool, Provider, Site, VirtualNumber } from '../domain/model.ts';
import type { Erasure } from '../domain/privacy.ts';
import type { Reattribution } from '../domain/reattribution.ts';
import type { Audit } from './audit.ts';
import type { Deliveries, ProgressRecords } from './deliveries.ts';
import type { Page } from './page.ts';
import type { PersonalData } from './personal.ts';
import type { ReportSlots } from './reports.ts';

export type { Audit } from './audit.ts';
export type {
  Deliveries,
  DeliveryFilter,
  ProgressRecords as Progress,
  ReplayFilter,
  Versioned,
} from './deliveries.ts';
export type { Page } from './page.ts';
export type { PersonalData } from './personal.ts';
export type { ReportSlots, SlotKey, SlotRange } from './reports.ts';

export interface Store {
  readonly providers: Records<Provider>;
  readonly pools: Records<Pool>;
  /** A pair of carrier and number is there once. */
  readonly numbers: Records<VirtualNumber>;
  readonly sites: Records<Site>;
  readonly endpoints: Records<Endpoint>;
  /** A digest is there once. */
  readonly keys: Records<ApiKey>;
  readonly history: LinkHistory;
  readonly calls: Calls;
  readonly annotations: Annotations;
  readonly attributions: Attributions;
  readonly fits: Fits;
  readonly reattributions: Records<Reattribution>;
  readonly consumers: Records<Consumer>;
  readonly progress: ProgressRecords;
  readonly deliveries: Deliveries;
  readonly reports: ReportSlots;
  readonly personal: PersonalData;
  readonly erasures: Records<Erasure>;
  readonly audit: Audit;
  /** Answers once the database has answered. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a store, its tables and indexes made where they are missing. */
export type OpenStore = (url: string) => Promise<Store>;

/** Records of one kind that an operator sets up. */
export interface Records<T extends { id: string }> {
  /** Adds all of them or, rejecting with `Conflict`, none: an id or a fact that is there once was taken. */
  add(...records: T[]): Promise<void>;
  get(id: string): Promise<T | null>;
  /** In the order of their ids, at most `limit`, only those after the id `after`. */
  list(page: Page, owner?: Owner): Promise<T[]>;
  /**
   * Puts the record in the place of the one with its id; false when there is none. Rejects with `Conflict`, and
   * changes nothing, when a fact of it that is there once is another record's.
   */
  replace(record: T): Promise<boolean>;
  /** False when there was none. */
  remove(id: string): Promise<boolean>;
}

/** Narrows a list to what belongs to these; a kind of record that has no such owner is then not listed. */
export type Owner = {
  provider?: string | undefined;
  pool?: string | undefined;
  site?: string | undefined;
};

/** The ledger's durable side: links, who was shown them, sessions and what they did. */
export interface LinkHistory {
  /**
   * Takes in entries of the ledger. Entries may come again, in any order and from several callers at once; the
   * history is the same. When it rejects, some of them may have gone in: apply them again.
   */
  apply(entries: readonly LedgerEntry[]): Promise<void>;
  /** Known once an entry has told of its beginning or its end. */
  link(id: string): Promise<LinkRecord | null>;
  /** The provider's links of `number` that had begun by `until`, the latest beginning first, at most `limit`. */
  linksOf(provider: string, number: string, until: Date, limit: number): Promise<LinkRecord[]>;
  /** Who was shown the link's number by `until`, the latest first, at most `limit`. */
  shown(link: string, until: Date, limit: number): Promise<ShownRecord[]>;
  /**
   * Who was shown the number by `until`, over all its links, the latest first, at most `limit`. A link that was shown
   * to none but visitors who have not agreed to be told from others has one showing, without a session.
   */
  showings(provider: string, number: string, until: Date, limit: number): Promise<Showing[]>;
  /** The facts of those of the sessions that were ever shown a number. */
  factsOf(sessions: readonly SessionKey[]): Promise<(SessionKey & { facts: SessionFacts })[]>;
  /** The last tap of each of the sessions in the span, both ends included; of those that tapped. */
  lastTaps(sessions: readonly SessionKey[], from: Date, until: Date): Promise<(SessionKey & { at: Date })[]>;
  /** Known once it was shown a number: hits alone tell no facts. */
  session(site: string, id: string): Promise<SessionRecord | null>;
  /** What the session did in the span, both ends included, in order of time. */
  hits(site: string, session: string, from: Date, until: Date): Promise<HitRecord[]>;
}

export type { SessionKey } from '../domain/ledger.ts';

export type HitRecord = { hit: 'page' | 'tap'; page: string | null; at: Date };

/** Calls are kept as their events; the state is computed from all events and saved beside them. */
export interface Calls {
  /**
   * Keeps the event unless one of its carrier, call and name is there already.
   * @returns all events of the call, this one among them.
   */
  addEvent(event: CallEvent): Promise<CallEvent[]>;
  /** Keeps the state unless one that was computed from as many events or more is there. */
  save(call: Call): Promise<void>;
  get(id: string): Promise<Call | null>;
  /**
   * The latest first (by time, then id), at most `limit`, only those that come after the call `after`. Rejects
   * with `BadCursor` when there is no such call.
   */
  list(page: Page, filter?: CallFilter): Promise<Call[]>;
  /** The caller's calls to the provider by then, the latest first, `MOST_EARLIER` at most: their ids. */
  earlierOf(provider: string, from: string, until: Date): Promise<string[]>;
  /** Calls that came in before and have no outcome yet, the first to come in first, at most `limit`. */
  open(before: Date, limit: number): Promise<Call[]>;
}

/** Calls of a caller that are looked at, of which one may be the call in question. */
export const MAX_EARLIER_CALLS = 11;

export type CallFilter = {
  provider?: string | undefined;
  site?: string | undefined;
  to?: string | undefined;
  from?: string | undefined;
  /** The first and the last moment, both included. */
  since?: Date | undefined;
  until?: Date | undefined;
};

/** What is said of calls afterwards: kept beside them, for a call's state is computed from its events alone. */
export interface Annotations {
  /** Of those of the calls that have any, by the call's id. */
  of(calls: readonly string[]): Promise<Map<string, Annotation>>;
  /**
   * Adds the note, and puts tags and each member of the qualification in the place of the former; what is not named
   * stays, also when several say something at once.
   */
  annotate(
    call: string,
    change: {
      tags?: string[] | undefined;
      note?: Note | undefined;
      qualification?: (Partial<Qualification> & Pick<Qualification, 'at'>) | undefined;
    },
  ): Promise<void>;
}

/** Hazards fitted to a provider's calls, one version after the other. */
export interface Fits {
  /** False, and nothing changed, when the provider has this version. */
  add(fit: Fit): Promise<boolean>;
  latest(provider: string): Promise<Fit | null>;
}

/** Attributions are only ever added; a correction is a new one. */
export interface Attributions {
  /** False, and nothing changed, when one with its id is there. */
  add(attribution: Attribution): Promise<boolean>;
  get(id: string): Promise<Attribution | null>;
  /** The attribution of the call that no other replaces, or none did of those up to the feed's cursor `upTo`. */
  ofCall(call: string, upTo?: string): Promise<Attribution | null>;
  /**
   * The feed, in the order of adding: attributions after `after`, at most `limit`, and where to go on. A reader that
   * always goes on from `next` sees each attribution once, however many writers there are. A narrowed page ends, with
   * what it has found, once it has looked at `MOST_LOOKED_AT` attributions; `isEnd` says whether it went to the end.
   * @param page `after` and `upTo` are a former answer's cursors; left out: from the beginning, and to the end.
   *   Rejects with `BadCursor` for other text.
   */
  feed(page: FeedPage, filter?: AttributionFilter): Promise<FeedAnswer>;
  /** The feed's cursor after the last attribution that there is now. */
  end(): Promise<string>;
}

export type FeedPage = Page & { upTo?: string | undefined };

export type FeedAnswer = {
  data: Attribution[];
  /** For each of `data` the cursor that goes on after it. */
  cursors: string[];
  next: string;
  isEnd: boolean;
};

/** A narrowed page of the feed takes no longer than it takes to look at so many. */
export const MAX_SCANNED_ATTRIBUTIONS = 1000;

export type AttributionFilter = {
  provider?: string | undefined;
  site?: string | undefined;
  call?: string | undefined;
  to?: Attribution['to'] | undefined;
  outcome?: CallOutcome | undefined;
  source?: string | undefined;
  medium?: string | undefined;
  campaign?: string | undefined;
  /** The first and the last moment of calls, both included. */
  since?: Date | undefined;
  until?: Date | undefined;
  /** The least confidence, included. */
  minConfidence?: number | undefined;
};

export class Conflict extends Error {
  override readonly name = 'Conflict';
}

export { BadCursor, StoreUnavailable } from '../domain/store-error.ts';
