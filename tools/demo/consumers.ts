/** The demo's consumers: two made-up systems of the electrician, one of which fails sometimes. No request leaves the process. */
import type { NewConsumer } from '../../src/domain/consumer.ts';
import type { Exchange, Send } from '../../src/infra/outgoing.ts';

/** Names below .example exist nowhere, so no other consumer can have such an address. */
const CRM = 'crm.harbour-lights.example';
const DISPATCH = 'dispatch.harbour-lights.example';
const FAILURES = 0.12;

/** Returns the demo's consumers, which get nothing until they are set up completely. */
export function demoConsumers(provider: string): NewConsumer[] {
  const webhook = { kind: 'webhook' as const, provider, paused: true, inOrder: false, from: 'now' as const };
  const anyCall = { outcomes: null, minTalkSeconds: 0, minConfidence: 0, to: null, sites: null };
  return [
    {
      ...webhook,
      ...{ name: 'CRM (demo)', settings: { url: `https://${CRM}/calls`, about: null } },
      rule: { ...anyCall, qualified: false, spam: false },
    },
    {
      ...webhook,
      ...{
        name: 'Dispatch board (demo)',
        settings: { url: `https://${DISPATCH}/hooks/ringtrail`, about: null },
      },
      rule: { ...anyCall, outcomes: ['answered', 'voicemail'], qualified: false, spam: false },
    },
  ];
}

/**
 * Returns a function that answers requests to the demo's consumers itself, and sends all others.
 * @param chance a random number from 0 to 1
 */
export function answeringForDemo(send: Send, chance: () => number = Math.random): Send {
  return async (outgoing) => {
    const { hostname } = new URL(outgoing.url);
    if (hostname === CRM) return answered(200, '{"received":true}', 40 + chance() * 90);
    if (hostname !== DISPATCH) return send(outgoing);
    if (chance() < FAILURES) return answered(503, 'The board is being restarted.', 900 + chance() * 2000);
    return answered(202, '', 90 + chance() * 300);
  };
}

function answered(status: number, text: string, ms: number): Exchange {
  return { type: 'answered', status, retryAfter: null, text, isCut: false, ms: Math.round(ms) };
}
