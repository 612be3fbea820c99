import type { Attribution } from '../../domain/attribution.ts';
import type { CallOutcome } from '../../domain/call.ts';
import type { SessionKey } from '../../domain/ledger.ts';
import type { Page, Providers } from './page.ts';

/** Attributions in the order in which they were added. A correction is another attribution. */
export interface Attributions {
  /** Adds the attribution. Returns false, and changes nothing, when one has its id. */
  add(attribution: Attribution): Promise<boolean>;
  get(id: string): Promise<Attribution | null>;
  /**
   * Returns the attribution of the call that no other one replaces.
   * @param upTo a cursor of the feed: attributions after it are ignored
   */
  ofCall(call: string, upTo?: string): Promise<Attribution | null>;
  /**
   * Returns a page of the feed, and the cursor from which a reader continues. A reader that always continues from `next`
   * reads each attribution once, however many writers there are. A page with a filter ends after
   * `MAX_SCANNED_ATTRIBUTIONS`: `isEnd` says whether it reached the end.
   * @param page `after` and `upTo` are cursors of an earlier answer, by default the beginning and the end. Other text
   *   rejects with `BadCursor`.
   */
  feed(page: FeedPage, filter?: AttributionFilter): Promise<FeedAnswer>;
  /** Returns the feed's cursor after the last attribution. */
  end(): Promise<string>;
  /** Lists all attributions of the calls in the order of the feed, replaced ones included. */
  ofCalls(calls: readonly string[]): Promise<Attribution[]>;
  /** Lists the attributions that name one of the sessions, in the order of the feed. */
  ofSessions(sessions: readonly SessionKey[]): Promise<Attribution[]>;
  /**
   * Stores the remains of erased attributions, each in the place of the one with its id. Its position in the feed stays.
   * Returns how many were found.
   */
  erase(remains: readonly Attribution[]): Promise<number>;
  /**
   * Removes the provider's attributions of calls before `before`, at most `limit`. The last one of the feed stays, erased:
   * a later attribution must not get its position. Returns how many were removed. Repeat it until it returns 0.
   * @param provider null for calls to numbers that belong to no provider
   */
  expire(provider: string | null, before: Date, limit: number): Promise<number>;
}

export type FeedPage = Page & { upTo?: string | undefined };

export type FeedAnswer = {
  data: Attribution[];
  /** The cursor after each attribution of `data`. */
  cursors: string[];
  next: string;
  isEnd: boolean;
};

/** Bounds the time that a page of the feed with a filter takes. */
export const MAX_SCANNED_ATTRIBUTIONS = 1000;

export type AttributionFilter = {
  provider?: Providers | undefined;
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
