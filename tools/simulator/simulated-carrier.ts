import type { Carrier } from '../../src/domain/model.ts';

/** How a dial ends. `cancelled`: the caller hangs up while it rings. */
export const DIAL_OUTCOMES = ['answered', 'busy', 'no-answer', 'failed', 'cancelled'] as const;
export type DialOutcome = (typeof DIAL_OUTCOMES)[number];

export type Parties = { from: string; to: string };

/** A webhook before it is signed. */
export type UnsignedWebhook = {
  /** The last part of its path: `voice`, `dial`, `status` … */
  what: string;
  method: 'GET' | 'POST';
  url: string;
  /** The fields, for people to read. */
  fields: Readonly<Record<string, unknown>>;
  contentType: string;
  body: string;
};

/** A step of a document that the carrier reports on. */
export type Step =
  | { type: 'dial'; target: string; next: string; status: string; recording: string | null }
  | { type: 'gather'; next: string }
  | { type: 'voicemail'; next: string; recording: string };

/** The result of a dial. */
export type DialResult = {
  outcome: DialOutcome;
  startedAt: Date;
  /** null: nobody answered. */
  answeredAt: Date | null;
  endedAt: Date;
  talkSeconds: number;
};

/** The result of a whole call. */
export type CallResult = { outcome: DialOutcome; startedAt: Date; endedAt: Date; talkSeconds: number };

/** Webhooks that need no document, and the request for the next document. null: the caller has hung up. */
export type Reports = { reports: UnsignedWebhook[]; next: UnsignedWebhook | null };

/** One call, as the carrier writes its webhooks. */
export type SimulatedCall = {
  id: string;
  /** Returns the first webhook, which requests a document. */
  incoming: (startedAt: Date) => UnsignedWebhook;
  /** Returns the first step of the document that the carrier reports on. null: the call ends there. */
  stepOf: (document: string) => Step | null;
  /** Returns the webhooks of a dial. */
  dial: (step: Step & { type: 'dial' }, result: DialResult) => Reports;
  /** Returns the webhook of the keys that were pressed. */
  pressKeys: (step: Step & { type: 'gather' }, digits: string, at: Date) => UnsignedWebhook;
  /** Returns the webhooks of a message. */
  leaveMessage: (step: Step & { type: 'voicemail' }, startedAt: Date, seconds: number) => Reports;
  /** Returns the webhooks of the caller's own leg at the end. */
  end: (result: CallResult) => UnsignedWebhook[];
};

export type SimulatedCarrier = {
  name: Carrier;
  /** @param carrierUrl the base URL of the carrier's webhooks: the public URL with `/v1/carriers/<name>` */
  newCall: (parties: Parties, carrierUrl: string) => SimulatedCall;
  /** Returns the headers that sign the webhook by the carrier's own rule. @param now the time of the signature */
  sign: (
    outgoing: UnsignedWebhook,
    secret: string,
    now: Date,
  ) => Record<string, string> | Promise<Record<string, string>>;
  /** Returns a secret that differs from this one. */
  wrongSecret: (secret: string) => string;
};

/** Returns a POST with a form. */
export function form(what: string, url: string, fields: Readonly<Record<string, string>>): UnsignedWebhook {
  const contentType = 'application/x-www-form-urlencoded; charset=UTF-8';
  return { what, method: 'POST', url, fields, contentType, body: String(new URLSearchParams(fields)) };
}

/** Returns a POST with JSON. */
export function json(what: string, url: string, fields: Readonly<Record<string, unknown>>): UnsignedWebhook {
  return { what, method: 'POST', url, fields, contentType: 'application/json', body: JSON.stringify(fields) };
}
