import type { Carrier } from '../../src/domain/model.ts';

export const DIAL_OUTCOMES = ['answered', 'busy', 'no-answer', 'failed', 'cancelled'] as const;
/** cancelled: the caller hangs up while it rings. */
export type DialOutcome = (typeof DIAL_OUTCOMES)[number];

export type Parties = { from: string; to: string };

/** A webhook, before it is signed. */
export type Outgoing = {
  /** The end of the path that it goes to: `voice`, `dial`, `status` … */
  what: string;
  method: 'GET' | 'POST';
  url: string;
  /** For people to read. */
  fields: Readonly<Record<string, unknown>>;
  contentType: string;
  body: string;
};

/** What a document tells the carrier to do, as far as a carrier must tell of it. */
export type Step =
  | { type: 'dial'; target: string; next: string; status: string; recording: string | null }
  | { type: 'gather'; next: string }
  | { type: 'voicemail'; next: string; recording: string };

/** How a dial went. */
export type Dialled = {
  outcome: DialOutcome;
  began: Date;
  /** null: nobody answered. */
  answered: Date | null;
  ended: Date;
  talkSeconds: number;
};

/** How the whole call went. */
export type Ended = { outcome: DialOutcome; began: Date; ended: Date; talkSeconds: number };

/** One call as the carrier sees it. */
export type SimulatedCall = {
  id: string;
  /** The first webhook: what is to be done with the call? */
  asks: (began: Date) => Outgoing;
  /** The first thing in the document that the carrier has to tell of; null: the call ends there. */
  reads: (document: string) => Step | null;
  /** What is told of a dial; `next` is missing where the caller is gone. */
  dials: (dial: Step & { type: 'dial' }, dialled: Dialled) => { told: Outgoing[]; next: Outgoing | null };
  presses: (gather: Step & { type: 'gather' }, digits: string) => Outgoing;
  leavesMessage: (
    voicemail: Step & { type: 'voicemail' },
    began: Date,
    seconds: number,
  ) => { told: Outgoing[]; next: Outgoing };
  /** What is told of the caller's own leg at the end. */
  ends: (ended: Ended) => Outgoing[];
};

export type SimulatedCarrier = {
  name: Carrier;
  /** @param carrierUrl where the carrier's webhooks are: the public URL with `/v1/carriers/<name>` */
  newCall: (parties: Parties, carrierUrl: string) => SimulatedCall;
  /** The headers by which the carrier's own rule says that it was the carrier. */
  sign: (outgoing: Outgoing, secret: string) => Record<string, string> | Promise<Record<string, string>>;
  /** A secret that is not the right one. */
  another: (secret: string) => string;
};

export function form(what: string, url: string, fields: Readonly<Record<string, string>>): Outgoing {
  const contentType = 'application/x-www-form-urlencoded; charset=UTF-8';
  return { what, method: 'POST', url, fields, contentType, body: String(new URLSearchParams(fields)) };
}

export function json(what: string, url: string, fields: Readonly<Record<string, unknown>>): Outgoing {
  return { what, method: 'POST', url, fields, contentType: 'application/json', body: JSON.stringify(fields) };
}
