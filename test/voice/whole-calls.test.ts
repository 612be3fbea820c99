import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, CallEvent } from '../../src/domain/call.ts';
import { callFrom } from '../../src/domain/call-state.ts';
import { CARRIERS, type Carrier } from '../../src/domain/model.ts';
import type { CallPlan, Exchange, Faults } from '../../tools/simulator/play-call.ts';
import { CALLED, CALLER, FIRST, gateway, SECOND } from '../support/carrier-gateway.ts';

type Life = { routing: object; outcomes: CallPlan['outcomes']; is: Partial<Call> };

const nobody = { answeredBy: null, talkSeconds: 0, ringSeconds: 4 };
/** Each rings for four seconds, talks for 42, and leaves messages of twelve. */
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
  const { play: playIt, kept, call } = await gateway(carrier, routing);
  const { exchanges, carrierCallId } = await playIt({ outcomes, faults });
  expect(exchanges.filter(({ status }) => status >= 300)).toEqual([]);
  return { exchanges, carrierCallId, events: [...kept.values()], call: call() };
}

/** As it is once the job has closed what nobody ended. */
function closed(events: CallEvent[], call: Call): Call {
  if (call.outcome !== null) return call;
  const { carrier, carrierCallId } = call;
  return callFrom([...events, { type: 'closed', carrier, carrierCallId, name: 'closed', at: new Date() }]);
}

describe.each(CARRIERS)('%s', (carrier) => {
  describe.each(Object.entries(LIVES))('%s', (_name, life) => {
    it.each<[string, Faults]>([
      ['as it should', {}],
      ['doubled', { retry: true }],
      ['reversed', { order: 'reversed' }],
      ['doubled and reversed', { retry: true, order: 'reversed' }],
    ])('is told %s: one call, the right outcome, the right times', async (_how, faults) => {
      const began = Date.now();
      const { call, carrierCallId } = await play(carrier, life, faults);
      const known = { carrier, carrierCallId, from: CALLER, to: CALLED, state: 'ended' };
      expect(call).toMatchObject({ ...known, ...life.is });
      expect(Math.abs(call.at.getTime() - began)).toBeLessThan(2000);
    });

    it('is the same call in whatever order its events come, and however often', async () => {
      const { events, call } = await play(carrier, life);
      const order = fc.shuffledSubarray(events, { minLength: events.length });
      const repeats = fc.array(fc.constantFrom(...events), { maxLength: 10 });
      fc.assert(
        fc.property(order, repeats, (all, more) => {
          // The store keeps of each name what came first.
          const kept = new Map<string, CallEvent>();
          for (const event of [...all, ...more]) if (!kept.has(event.name)) kept.set(event.name, event);
          expect(callFrom([...kept.values()])).toEqual(call);
        }),
      );
    });

    it('is told with one webhook missing, whichever: the right outcome, and no time that is wrong', async () => {
      const { exchanges: all } = await play(carrier, life);
      expect(all.length).toBeGreaterThan(2);
      for (let lose = 1; lose < all.length; lose++) {
        const lost = all[lose];
        const { events, call } = await play(carrier, life, { lose });
        const { outcome, talkSeconds, ringSeconds, answeredBy } = closed(events, call);
        const what = `without ${lost?.what} ${JSON.stringify(lost?.fields)}`;
        const isLedOn = lost !== undefined && goesOn(lost);
        // Where the plan was not told of its first step's end, the carrier asked the fallback URL or gave up.
        expect(outcome, what).toBe(isLedOn ? 'missed' : life.is.outcome);
        expect([isLedOn ? null : life.is.answeredBy, null], what).toContain(answeredBy);
        expect([isLedOn ? 0 : life.is.talkSeconds, null], what).toContain(talkSeconds);
        expect([isLedOn ? 4 : life.is.ringSeconds, null], what).toContain(ringSeconds);
      }
    });
  });
});

/** Whether the answer to it led the caller on, to the next target or the tone. */
function goesOn({ what, body }: Exchange): boolean {
  return what === 'dial' && /<(?:Dial|Transfer|Record)\b|"action":"(?:connect|record)"/.test(body);
}
