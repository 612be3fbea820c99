import type { CallEvent } from '../../domain/call.ts';
import type { Carrier } from '../../domain/model.ts';
import type { CallStep } from '../../domain/routing.ts';

/** A webhook as it came in: nothing parsed, nothing rebuilt, since the signature is over exactly this. */
export type Webhook = {
  method: string;
  /** The URLs that the carrier may have asked for, each with our public base and the path and query as received. */
  urls: string[];
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
};

/** A call that has come in and waits for our answer. */
export type IncomingCall = { carrierCallId: string; from: string; to: string };

/** Where the carrier is to report what becomes of a call. */
export type CallbackUrls = { dial: string; status: string };

export type CallDocument = { contentType: string; body: string };

/** What a carrier needs of us, and we of it, in our words. `receivedAt` stands in where the carrier sends no time. */
export interface CarrierAdapter {
  readonly name: Carrier;
  /** Whether the carrier signed it. Checked before anything else is read. */
  isGenuine(webhook: Webhook): boolean;
  /** Rejects nothing: missing fields are empty text. */
  incomingCall(webhook: Webhook): IncomingCall;
  /** What the dial's outcome callback says; null when it names no call. */
  dialEnded(webhook: Webhook, receivedAt: Date): CallEvent | null;
  /** What a progress callback says; null when it says nothing that we keep. */
  progress(webhook: Webhook, receivedAt: Date): CallEvent | null;
  document(steps: readonly CallStep[], urls: CallbackUrls): CallDocument;
}
