import type { CallEvent, LegOutcome } from '../../domain/call.ts';
import type { CallStep, Flow } from '../../domain/call-step.ts';
import type { Carrier } from '../../domain/model.ts';

/** A webhook as it came in: nothing parsed, nothing rebuilt, since the signature is over exactly this. */
export type Webhook = {
  method: string;
  /** The URLs that the carrier may have asked for, each with our public base and the path and query as received. */
  urls: string[];
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
};

/** How sure the caller's carrier is of the number that the caller shows: the STIR/SHAKEN attestation. */
export type Attestation = 'A' | 'B' | 'C' | 'failed' | null;

/** A call that has come in and waits for our answer. */
export type IncomingCall = {
  carrierCallId: string;
  /** The carrier's account that the call belongs to; empty where it names none. */
  account: string;
  /** E.164, or the raw text of a withheld or unusual caller, who counts as unknown. */
  from: string;
  to: string;
  /** When the call came in, where the carrier says so. */
  at: Date | null;
  forwardedFrom: string | null;
  attestation: Attestation;
};

/** What a step with a `next` came to, as the carrier tells at that callback. */
export type StepResult = {
  carrierCallId: string;
  /** How the dial ended; null after another step. */
  dial: LegOutcome | null;
  /** The keys pressed; null after another step, empty when none was. */
  digits: string | null;
  /** The number that was called, where the callback still says so. */
  to?: string;
};

/** The call that a document is for. */
export type CallReference = { carrierCallId: string; to?: string };

/** Where the carrier is to ask and tell. */
export type CallbackUrls = {
  /** The callback at which the flow goes on. */
  next: (flow: Flow) => string;
  /** What becomes of a leg. */
  status: string;
  /** What becomes of a recording. */
  recording: string;
  /** A document that speaks the text to whoever answers. */
  whisper: (text: string) => string;
  /** Missing where a document is made for no call, as in a dry run; it then holds no password either. */
  call?: CallReference;
};

export type CallDocument = { contentType: string; body: string };

/** What a carrier needs of us, and we of it, in our words. `receivedAt` stands in where the carrier sends no time. */
export interface CarrierAdapter {
  readonly name: Carrier;
  /** The status that the carrier expects where we only listen. */
  readonly ackStatus: 200 | 204;
  /** How the carrier writes what it posts. */
  readonly posts: 'application/x-www-form-urlencoded' | 'application/json';
  /** Returns whether the carrier signed the webhook. It is called before anything else reads the webhook. */
  isGenuine(webhook: Webhook): boolean | Promise<boolean>;
  /** null when it names no call. */
  incomingCall(webhook: Webhook): IncomingCall | null;
  /** What a `next` callback says; null when it names no call, or tells of a step that still goes on. */
  stepResult(webhook: Webhook): StepResult | null;
  /** The events that a callback tells of; of a `next` callback too. */
  events(callback: 'next' | 'status' | 'recording', webhook: Webhook, receivedAt: Date): CallEvent[];
  document(steps: readonly CallStep[], urls: CallbackUrls): CallDocument;
  /** Why the carrier cannot do the step, in a sentence; null when it can. Asked when a plan is set up. */
  cannot(step: CallStep): string | null;
  /** What the carrier does otherwise than the step says, in a sentence; null when nothing. The step is still done. */
  caveat(step: CallStep): string | null;
}
