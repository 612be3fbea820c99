import type { CallEvent, LegOutcome } from '../../domain/call.ts';
import type { CallStep, DialStep, Flow } from '../../domain/call-step.ts';
import type { Carrier } from '../../domain/model.ts';

/** A webhook as it arrived. Nothing is parsed or rebuilt, because the signature covers exactly these bytes. */
export type Webhook = {
  method: string;
  /** The URLs that the carrier may have called: each of our public base URLs with the path and query as received. */
  urls: string[];
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
};

/** How sure the caller's carrier is of the number that the caller shows: the STIR/SHAKEN attestation. */
export type Attestation = 'A' | 'B' | 'C' | 'failed' | null;

/** A call that has come in and waits for its first document. */
export type IncomingCall = {
  carrierCallId: string;
  /** The carrier's account that the call belongs to. Empty: the carrier does not name it. */
  account: string;
  /** E.164, or the carrier's text for a withheld or unusual caller, who counts as unknown. */
  from: string;
  to: string;
  /** When the call came in, where the carrier states it. */
  at: Date | null;
  forwardedFrom: string | null;
  attestation: Attestation;
};

/** The result of a step with a `next`, as the carrier reports it at that callback. */
export type StepResult = {
  carrierCallId: string;
  /** How the dial ended. null: the step was not a dial. */
  dial: LegOutcome | null;
  /** The keys that were pressed; empty when no key was. null: the step did not wait for a key. */
  digits: string | null;
  /** The number that was called, where the callback still states it. */
  to?: string;
};

/** The call that a document is for. */
export type DocumentCall = { carrierCallId: string; to?: string };

/** The URLs that a document needs. */
export type CallbackUrls = {
  /** Returns the URL at which the flow continues. */
  next: (flow: Flow) => string;
  /** For the progress of legs. */
  status: string;
  /** For recordings that are available. */
  recording: string;
  /** Returns the URL of a document that speaks the whisper to the person who answers. */
  whisper: (step: Pick<DialStep, 'whisper' | 'language'>) => string;
  /** Missing in a dry run, where there is no call. Such a document holds no password. */
  call?: DocumentCall;
};

export type CallDocument = { contentType: string; body: string };

/** Reads one carrier's webhooks and writes its call documents. `receivedAt` serves where the carrier sends no time. */
export interface CarrierAdapter {
  readonly name: Carrier;
  /** The status that the carrier expects in answer to a webhook that needs no document. */
  readonly ackStatus: 200 | 204;
  /** The format of the carrier's requests. */
  readonly posts: 'application/x-www-form-urlencoded' | 'application/json';
  /** Returns whether the carrier signed the webhook. It is called before anything else reads the webhook. */
  isGenuine(webhook: Webhook): boolean | Promise<boolean>;
  /** Returns the call, or null when the webhook names no call. */
  incomingCall(webhook: Webhook): IncomingCall | null;
  /** Returns the result at a `next` callback. Returns null when it names no call, or the step has not ended. */
  stepResult(webhook: Webhook): StepResult | null;
  /** Returns the events that a callback reports. A `next` callback can report events too. */
  events(callback: 'next' | 'status' | 'recording', webhook: Webhook, receivedAt: Date): CallEvent[];
  /** Writes the steps in the carrier's language. */
  document(steps: readonly CallStep[], urls: CallbackUrls): CallDocument;
  /** Returns a sentence that says why the carrier cannot do the step, or null. It is called when a plan is set up. */
  cannot(step: CallStep): string | null;
  /** Returns a sentence that says what the carrier does differently in the step, or null. */
  caveat(step: CallStep): string | null;
}
