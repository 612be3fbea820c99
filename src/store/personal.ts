/** The part of the store's port that concerns people: all that is kept of one, erased or removed. */
import type { Attribution } from '../domain/attribution.ts';
import type { Call, CallEvent } from '../domain/call.ts';
import type { SessionKey } from '../domain/ledger.ts';
import type { Page } from './page.ts';

export interface PersonalData {
  /** Calls that came, or were forwarded, from one of these, in the order of their ids. */
  callsFrom(callers: readonly string[], page: Page): Promise<Call[]>;
  eventsOf(call: Pick<Call, 'carrier' | 'carrierCallId'>): Promise<CallEvent[]>;
  /** All attributions of the calls, those that others replace included. */
  attributionsOf(calls: readonly string[]): Promise<Attribution[]>;
  /** Attributions that name one of the sessions. */
  attributionsNaming(sessions: readonly SessionKey[]): Promise<Attribution[]>;
  /** In the order of site and session. */
  sessionsOf(visitor: string, limit: number, after?: SessionKey): Promise<SessionKey[]>;
  /** Which numbers the sessions were shown, and when. */
  numbersShownTo(sessions: readonly SessionKey[]): Promise<ShownNumber[]>;
  /** Puts what is left in the place of the calls' states and events, and removes what was noted on them. */
  eraseCalls(calls: readonly Call[]): Promise<{ calls: number; events: number; notes: number }>;
  /** Puts each attribution in the place of the one with its id, at the same place of the feed. */
  rewriteAttributions(attributions: readonly Attribution[]): Promise<void>;
  /** Removes the sessions, what they did and what they were shown; links stay, and forget whose they were. */
  eraseSessions(
    sessions: readonly SessionKey[],
  ): Promise<{ sessions: number; hits: number; showings: number; links: number }>;
  /**
   * Removes what is older than `before`: calls with all that is kept of them, attributions, report slots, and sessions, links
   * and hits that ended before. The feed's last place and each number's last link stay, emptied of whom they tell. Of each
   * kind at most `limit`: do it again until it answers 0.
   * @param provider null: calls to numbers that are nobody's
   * @returns how many records went
   */
  expire(provider: string | null, before: Date, limit: number): Promise<number>;
}

export type ShownNumber = { provider: string; number: string; shownAt: Date };
