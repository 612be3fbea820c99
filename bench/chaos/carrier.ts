import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { attributeOf, elementsOf } from '../../tools/simulator/document.ts';
import { incoming, newSid, PUBLIC_URL, signed, VOICE_PATH } from '../support/webhooks.ts';
import type { Chance } from './chance.ts';

const FALLBACK_PATH = '/v1/carriers/twilio/fallback';
/** The carrier gives a webhook up after this time, and tries the next address. */
const MAX_WEBHOOK_MS = 6000;
/** A caller hangs up after this time without an answer. */
const MAX_PATIENCE_MS = 40_000;
const RETRY_MS = 300;
const REQUEST_TIMEOUT = 408;
const MAX_END_MS = 90_000;

/** A document that the carrier got. `dialled` is null for a document without a dial: the caller hears an apology. */
export type Answer = { gateway: string; path: string; at: number; status: number; dialled: string | null };

/** One call, as its carrier saw it. */
export type PlacedCall = {
  sid: string;
  number: string;
  sentAt: number;
  /** Attempts that got no answer: the connection was refused or broke, or the gateway took too long. */
  failedAttempts: number;
  /** The first answer, then those of repeats. */
  answers: Answer[];
  /** Says whether a gateway has acknowledged the end of the call. */
  hasEnded: boolean;
};

/** Plays calls like a carrier with a second address for its webhooks. */
export function createCarrier(gateways: readonly string[], chance: Chance) {
  const calls: PlacedCall[] = [];

  /** Resolves with null when the gateway does not answer. */
  async function post(gateway: string, path: string, fields: Record<string, string>) {
    const { body, headers } = signed(path, fields);
    try {
      const signal = AbortSignal.timeout(MAX_WEBHOOK_MS);
      const response = await fetch(gateway + path, { method: 'POST', headers, body, signal });
      // The gateway was stopped while it read the request, and did not get it.
      if (response.status === REQUEST_TIMEOUT) return null;
      return { status: response.status, text: await response.text(), at: Date.now() };
    } catch {
      return null;
    }
  }

  async function requestDocument(call: PlacedCall, gateway: string, path: string, from: string) {
    const failed = path === FALLBACK_PATH && { ErrorCode: '11205', ErrorUrl: PUBLIC_URL + VOICE_PATH };
    const answer = await post(gateway, path, { ...incoming(call.sid, from, call.number), ...failed });
    if (!answer) {
      call.failedAttempts++;
      return null;
    }
    const elements = elementsOf(answer.text);
    const dialled = elements.find(({ name }) => name === 'Number')?.text ?? null;
    call.answers.push({ gateway, path, at: answer.at, status: answer.status, dialled });
    return attributeOf(elements, 'Dial', 'action').replace(PUBLIC_URL, '');
  }

  /** Sends the voice webhook to one gateway after the other. Resolves with the address for the end of the dial. */
  async function dial(call: PlacedCall, from: string): Promise<string | null> {
    let path = VOICE_PATH;
    for (let turn = gateways.indexOf(chance.pick(gateways)); ; turn++) {
      const action = await requestDocument(call, gateways[turn % gateways.length] ?? '', path, from);
      if (action !== null) return action;
      if (Date.now() - call.sentAt > MAX_PATIENCE_MS) return null;
      // A carrier tries its fallback address, or repeats the webhook at the other gateway.
      path = chance.happens(0.5) ? FALLBACK_PATH : VOICE_PATH;
      await sleep(RETRY_MS);
    }
  }

  async function repeat(call: PlacedCall, from: string): Promise<void> {
    while (chance.happens(0.35)) {
      await chance.pause(0, 4000);
      await requestDocument(call, chance.pick(gateways), VOICE_PATH, from);
    }
  }

  async function end(call: PlacedCall, action: string, from: string): Promise<void> {
    const talkSeconds = Math.round(chance.between(5, 200));
    const fields = {
      ...incoming(call.sid, from, call.number),
      CallStatus: 'in-progress',
      DialCallSid: newSid(),
      DialCallStatus: 'completed',
      DialCallDuration: String(talkSeconds),
      DialBridged: 'true',
    };
    const deadline = Date.now() + MAX_END_MS;
    while (!call.hasEnded && Date.now() < deadline) {
      const answer = await post(chance.pick(gateways), action, fields);
      call.hasEnded = answer !== null && answer.status < 300;
      if (!call.hasEnded) await sleep(RETRY_MS);
    }
  }

  /** Plays a whole call of a caller who calls once. Resolves when the carrier has reported its end. */
  async function place(number: string): Promise<void> {
    const from = `+1312${String(Number.parseInt(randomBytes(4).toString('hex'), 16) % 10_000_000).padStart(7, '0')}`;
    const call: PlacedCall = {
      ...{ sid: newSid(), number, sentAt: Date.now(), failedAttempts: 0, answers: [], hasEnded: false },
    };
    calls.push(call);
    const action = await dial(call, from);
    if (!action) return;
    const repeats = repeat(call, from);
    await chance.pause(300, 3000);
    await end(call, action, from);
    await repeats;
  }

  return { calls, place };
}

export type Carrier = ReturnType<typeof createCarrier>;
