import type { E164 } from './phone.ts';
import type { SpokenLanguage } from './spoken-language.ts';

/**
 * An instruction in a call. A routing plan becomes steps, and each carrier's adapter writes them in the carrier's
 * language. The carrier carries out the steps in their order. A step with a `next` ends the document: the carrier
 * requests the following steps at that callback. Texts are spoken in `language`, or for null in the carrier's own default.
 */
export type CallStep =
  | DialStep
  /** Speaks to the caller. */
  | { type: 'say'; text: string; language: SpokenLanguage | null }
  /** Speaks and waits for a key. The carrier reports the key, or that there was no key, at `next`. */
  | {
      type: 'gather';
      text: string;
      language: SpokenLanguage | null;
      timeoutSeconds: number;
      next: Flow;
    }
  /** Speaks and records the caller's message. */
  | {
      type: 'voicemail';
      text: string;
      language: SpokenLanguage | null;
      maxSeconds: number;
      next: Flow;
    }
  /** Refuses the call before it is answered, so that the call costs nothing. Only as the first step. */
  | { type: 'reject'; reason: 'busy' | 'rejected' }
  | { type: 'hangup' };

export type DialStep = {
  type: 'dial';
  /** Targets that ring at the same time. The first one to answer gets the call. */
  targets: readonly [Target, ...Target[]];
  timeoutSeconds: number;
  /** Text for the person who answers, spoken before the caller is connected. null: no text. */
  whisper: string | null;
  /** The language of the whisper. */
  language: SpokenLanguage | null;
  /** Whether both sides are recorded from the answer on. */
  record: boolean;
  /** The carrier reports the end of the dial there. */
  next: Flow;
};

/** A text that is spoken. */
export type Spoken = { text: string; language: SpokenLanguage | null };

export type Target = { number: E164 } | { sip: string };

/** A call's position in its routing plan, as text: it travels in the callback's URL and returns with it. */
export type Flow = string;
