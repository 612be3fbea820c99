import type { E164 } from './phone.ts';

/**
 * What happens in a call, step by step. A routing plan becomes steps, and each carrier says them in its own language.
 * Steps are carried out in order; one with a `next` ends the document: what follows is asked for at that callback.
 */
export type CallStep =
  | DialStep
  /** Speaks to the caller. */
  | { type: 'say'; text: string }
  /** Speaks, and waits for a key: what was pressed, or nothing, is told at `next`. */
  | { type: 'gather'; text: string; timeoutSeconds: number; next: Flow }
  /** Speaks and records what the caller says. */
  | { type: 'voicemail'; text: string; maxSeconds: number; next: Flow }
  /** Refuses the call before it is answered, so that nobody pays for it. Only as the first step. */
  | { type: 'reject'; reason: 'busy' | 'rejected' }
  | { type: 'hangup' };

export type DialStep = {
  type: 'dial';
  /** Ring at once; the first to answer has the call. */
  targets: readonly [Target, ...Target[]];
  timeoutSeconds: number;
  /** Spoken to whoever answers, before the two are joined; null: nothing. */
  whisper: string | null;
  /** Both sides are recorded from the answer on. */
  record: boolean;
  /** How the dial ended is told there. */
  next: Flow;
};

export type Target = { number: E164 } | { sip: string };

/** Where a call is in its routing plan: a short text that travels in the callback's URL and comes back with it. */
export type Flow = string;
