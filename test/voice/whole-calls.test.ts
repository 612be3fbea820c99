import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, CallEvent } from '../../src/domain/call.ts';
import { callFrom } from '../../src/domain/call-state.ts';
import { CARRIERS, type Carrier } from '../../src/domain/model.ts';
import type { Faults, WebhookExchange } from '../../tools/simulator/line.ts';
import type { CallPlan } from '../../tools/simulator/play-call.ts';
import { CALLED, CALLER, FIRST, gateway, SECOND } from '../support/carrier-gateway.ts';

const NOW = new Date('2026-03-01T12:00:00.000Z');

type Life = { routing: object; outcomes: CallPlan['outcomes']; is: Partial<Call> };

const nobody = { answeredBy: null, talkSeconds: 0, ringSeconds: 4 };
/** Each call rings for 4 seconds, talks for 42 seconds, and leaves messages of 12 seconds. */
const LIVES: Readonly<Record<string, Life>> = {
  'an answered call': {
    routing: {},
    outcomes: ['answered'],
    is: { outcome: 'answered', answeredBy: FIRST, ringSeconds: 4, talkSeconds: 42, recording: null },
  },
  'a missed call': { routing: {}, outcomes: ['no-answer'], is: { outcome: 'missed', ...nobody } },
  'a busy line': { routing: {}, outcomes: ['busy'], is: { outcome: 'missed', ...nobody } },
  'a caller who hangs up while it rings': {
    routing: {},
    outcomes: ['cancelled'],
    is: { outcome: 'missed', ...nobody },
  },
  'a second target who answers': {
    routing: { ring: [{ targets: [{ number: FIRST }] }, { targets: [{ number: SECOND }] }] },
    outcomes: ['busy', 'answered'],
    is: { outcome: 'answered', answeredBy: SECOND, ringSeconds: 8, talkSeconds: 42 },
  },
  'a message': {
    routing: { voicemail: {} },
    outcomes: ['no-answer'],
    is: { outcome: 'voicemail', ...nobody, recording: { url: expect.any(String), seconds: 12 } },
  },
  'a recorded call': {
    routing: { record: true },
    outcomes: ['answered'],
    is: {
      ...{ outcome: 'answered', answeredBy: FIRST, ringSeconds: 4, talkSeconds: 42 },
      recording: { url: expect.any(String), seconds: 42 },
    },
  },
};

async function play(carrier: Carrier, { routing, outcomes }: Life, faults: Faults = {}) {
  const { play: playIt, saved, call } = await gateway(carrier, routing, { now: () => NOW });
  const { exchanges, carrierCallId } = await playIt({ outcomes, faults });
  expect(exchanges.filter(({ status }) => status >= 300)).toEqual([]);
  return { exchanges, carrierCallId, events: [...saved.values()], call: call() };
}

/** Returns the call after the closer has closed it, when no event states its end. */
function closed(events: CallEvent[], call: Call): Call {
  if (call.outcome !== null) return call;
  const { carrier, carrierCallId } = call;
  return callFrom([...events, { type: 'closed', carrier, carrierCallId, name: 'closed', at: NOW }]);
}

describe.each(CARRIERS)('a call by %s', (carrier) => {
  describe.each(Object.entries(LIVES))('that is %s', (_name, life) => {
    it.each<[string, Faults]>([
      ['once and in order', {}],
      ['twice', { retry: true }],
      ['in reverse', { order: 'reversed' }],
      ['twice and in reverse', { retry: true, order: 'reversed' }],
    ])('has the right outcome and times when its webhooks arrive %s', async (_how, faults) => {
      const { call, carrierCallId } = await play(carrier, life, faults);
      const known = { carrier, carrierCallId, from: CALLER, to: CALLED, state: 'ended' };
      expect(call).toMatchObject({ ...known, at: NOW, ...life.is });
    });

    it('is the same call for every order and repeat of its events', async () => {
      const { events, call } = await play(carrier, life);
      const order = fc.shuffledSubarray(events, { minLength: events.length });
      const repeats = fc.array(fc.constantFrom(...events), { maxLength: 10 });
      fc.assert(
        fc.property(order, repeats, (all, more) => {
          // The store saves the first event of each name.
          const saved = new Map<string, CallEvent>();
          for (const event of [...all, ...more]) if (!saved.has(event.name)) saved.set(event.name, event);
          expect(callFrom([...saved.values()])).toEqual(call);
        }),
      );
    });

    it('has the right outcome and no wrong time when any one webhook is lost', async () => {
      const { exchanges: all } = await play(carrier, life);
      expect(all.length).toBeGreaterThan(2);
      for (let lose = 1; lose < all.length; lose++) {
        const lost = all[lose];
        const { events, call } = await play(carrier, life, { lose });
        const { outcome, talkSeconds, ringSeconds, answeredBy } = closed(events, call);
        const what = `without ${lost?.what} ${JSON.stringify(lost?.fields)}`;
        const isLedOn = lost !== undefined && goesOn(lost);
        // When the report of the first step's end is lost, the carrier requests the fallback URL or gives up.
        expect(outcome, what).toBe(isLedOn ? 'missed' : life.is.outcome);
        expect([isLedOn ? null : life.is.answeredBy, null], what).toContain(answeredBy);
        expect([isLedOn ? 0 : life.is.talkSeconds, null], what).toContain(talkSeconds);
        expect([isLedOn ? 4 : life.is.ringSeconds, null], what).toContain(ringSeconds);
      }
    });
  });
});

/** Returns whether the answer led the caller to the next target or to the tone. */
function goesOn({ what, body }: WebhookExchange): boolean {
  return what === 'dial' && /<(?:Dial|Transfer|Record)\b|"action":"(?:connect|record)"/.test(body);
}
