import type { Call, CallEvent, CallOutcome } from '../../domain/call.ts';
import type { Page, Providers } from './page.ts';

/** Calls and their events. A call's state is computed from all its events and saved beside them. */
export interface Calls {
  /** Adds the event unless the call has one with the same name. Returns all events of the call, this one included. */
  addEvent(event: CallEvent): Promise<CallEvent[]>;
  /** Saves the state unless the stored one was computed from as many events or more. */
  save(call: Call): Promise<void>;
  get(id: string): Promise<Call | null>;
  /**
   * Lists a page, the latest call first (by time, then id). Rejects with `BadCursor` when the call `after` does not
   * exist.
   */
  list(page: Page, filter?: CallFilter): Promise<Call[]>;
  /** Counts the calls that `list` would list on all its pages. */
  count(filter: CallFilter): Promise<number>;
  /** Returns the ids of the caller's calls to the provider by `until`, the latest first, at most `MAX_EARLIER_CALLS`. */
  earlierOf(provider: string, from: string, until: Date): Promise<string[]>;
  /** Lists calls without an outcome that came in before `before`, the earliest first, at most `limit`. */
  open(before: Date, limit: number): Promise<Call[]>;
  /** Lists calls that came, or were forwarded, from one of the callers, in the order of their ids. */
  fromCallers(callers: readonly string[], page: Page): Promise<Call[]>;
  /** Lists the events of the call in the order of time, then name. */
  eventsOf(call: CallReference): Promise<CallEvent[]>;
  /**
   * Erases the caller from the states and events of the calls, as they are stored now. Returns how many of each were
   * found. A repetition finds and counts them again.
   */
  erase(calls: readonly Call[]): Promise<{ calls: number; events: number }>;
  /**
   * Lists calls to numbers of the provider that came in before `before`, the earliest first, at most `limit`.
   * @param provider null for calls to numbers that belong to no provider
   */
  expired(provider: string | null, before: Date, limit: number): Promise<Call[]>;
  /**
   * Removes the calls and their events, the events first: a removal that was cut short can be repeated. Returns how many
   * calls were removed.
   */
  expire(calls: readonly Call[]): Promise<number>;
}

/** The number of a caller's calls that are read. One of them may be the call in question. */
export const MAX_EARLIER_CALLS = 11;

/** The carrier's name of a call, under which its events are stored. */
export type CallReference = Pick<Call, 'carrier' | 'carrierCallId'>;

export type CallFilter = {
  provider?: Providers | undefined;
  site?: string | undefined;
  to?: string | undefined;
  from?: string | undefined;
  /** The last four characters of the caller. */
  fromEnd?: string | undefined;
  endpoint?: string | undefined;
  outcome?: CallOutcome | undefined;
  /** The members from here to `attributed` are those of the call's latest attribution. Empty text: it is not known. */
  source?: string | undefined;
  medium?: string | undefined;
  campaign?: string | undefined;
  keyword?: string | undefined;
  channel?: string | undefined;
  /** The landing page, without query and fragment. */
  page?: string | undefined;
  location?: string | undefined;
  /** Whether the call is attributed to a session or bucket. */
  attributed?: boolean | undefined;
  /** The band of the confidence, from 0 to 9, of attributed calls. */
  band?: number | undefined;
  /** Whether it is the first call of its caller to the provider. Calls of anonymous callers are neither. */
  firstTime?: boolean | undefined;
  /**
   * Whether somebody has spoken to the caller since: a later call was answered, or a person called back. Only calls of
   * known callers that nobody answered are either.
   */
  returned?: boolean | undefined;
  tag?: string | undefined;
  spam?: boolean | undefined;
  /** Whether the call was reported as a good lead. Calls without a report are neither. */
  qualified?: boolean | undefined;
  /** The least value of the qualification, included. */
  minValue?: number | undefined;
  /** The first and the last moment, both included. */
  since?: Date | undefined;
  until?: Date | undefined;
};
