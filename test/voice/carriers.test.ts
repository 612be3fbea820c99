import { describe, expect, it, vi } from 'vitest';
import { CARRIERS, type Carrier } from '../../src/domain/model.ts';
import { SIMULATED } from '../../tools/simulator/carriers.ts';
import type { Faults } from '../../tools/simulator/line.ts';
import type { DialOutcome } from '../../tools/simulator/simulated-carrier.ts';
import { CALLED, CALLER, FIRST, gateway, SECOND } from '../support/carrier-gateway.ts';

const FAULTS: readonly [string, Faults][] = [
  ['nothing wrong', {}],
  ['every webhook twice', { retry: true }],
  ['callbacks in another order', { order: 'shuffled' }],
  ['both', { retry: true, order: 'shuffled' }],
];

describe.each(CARRIERS)('a call by %s', (carrier) => {
  it.each(FAULTS)('is recorded once and right when answered, with %s', async (_what, faults) => {
    const { play, call } = await gateway(carrier);
    const { carrierCallId, exchanges } = await play({ faults });
    expect(exchanges.filter(({ status }) => status >= 300)).toEqual([]);
    expect(call()).toMatchObject({
      carrier,
      carrierCallId,
      from: CALLER,
      to: CALLED,
      state: 'ended',
      outcome: 'answered',
      ringSeconds: 4,
      talkSeconds: 42,
      answeredBy: FIRST,
    });
  });

  it.each<[DialOutcome, string]>([
    ['busy', 'missed'],
    ['no-answer', 'missed'],
    ['cancelled', 'missed'],
    ['failed', 'failed'],
  ])('with the dial outcome %s is %s, for every order of its webhooks', async (outcome, expected) => {
    for (const [, faults] of FAULTS) {
      const { play, call } = await gateway(carrier);
      await play({ outcomes: [outcome], faults });
      expect(call(), JSON.stringify(faults)).toMatchObject({
        outcome: expected,
        talkSeconds: 0,
        answeredBy: null,
      });
    }
  });

  it.each([1, 2, 3, 4])('has its outcome although webhook %i is lost', async (lose) => {
    for (const outcome of ['answered', 'no-answer'] as const) {
      const { play, call } = await gateway(carrier);
      await play({ outcomes: [outcome], faults: { lose } });
      expect(call()).toMatchObject({ outcome: outcome === 'answered' ? 'answered' : 'missed' });
    }
  });

  it.each([
    CALLED.slice(1),
    `sip:${CALLED}@example.sip.twilio.com`,
    `sip:${CALLED.slice(1)}@198.51.100.7:5060;user=phone`,
    `<sips:${CALLED}@example.com>;tag=1`,
  ])('to %s goes where the number leads', async (to) => {
    const { play, call } = await gateway(carrier);
    const { exchanges } = await play({ to, from: to.replaceAll('2025550100', '2125550177') });
    expect(exchanges[0]?.body).toContain(FIRST.slice(1));
    expect(call()).toMatchObject({ from: CALLER, to: CALLED, outcome: 'answered', answeredBy: FIRST });
  });

  it('continues to the second target, and states who answered', async () => {
    const ring = [{ targets: [{ number: FIRST }] }, { targets: [{ number: SECOND }] }];
    const { play, call } = await gateway(carrier, { ring });
    const { exchanges } = await play({ outcomes: ['busy', 'answered'] });
    expect(exchanges.filter(({ status }) => status >= 300)).toEqual([]);
    expect(call()).toMatchObject({ outcome: 'answered', talkSeconds: 42, answeredBy: SECOND });
  });

  it('ends with a message when nobody answers', async () => {
    const { play, call } = await gateway(carrier, { voicemail: {} });
    await play({ outcomes: ['no-answer'] });
    expect(call()).toMatchObject({ outcome: 'voicemail', recording: { seconds: 12 } });
  });

  it('records both sides', async () => {
    const { play, call } = await gateway(carrier, { record: true });
    await play();
    expect(call()).toMatchObject({ outcome: 'answered', recording: { seconds: 42 } });
  });

  it.each([
    ['1', 'answered'],
    ['2', 'blocked'],
    ['', 'blocked'],
  ])('with the key "%s" at the gate is %s', async (digits, outcome) => {
    const { play, call } = await gateway(carrier, { keypress: { everybody: true } });
    await play({ digits });
    expect(call()).toMatchObject({ outcome });
  });

  it('follows the local time when the clocks change', async () => {
    const schedule = { timeZone: 'America/New_York', weekly: { sunday: [{ from: '02:30', to: '03:30' }] } };
    const answerAt = async (time: string) => {
      const { play } = await gateway(carrier, { schedule }, { now: () => new Date(time) });
      const { exchanges } = await play({ outcomes: ['no-answer'] });
      expect(exchanges.filter(({ status }) => status >= 300)).toEqual([]);
      return exchanges[0]?.body.includes(FIRST.slice(1)) ? 'rung' : 'closed';
    };
    // Clocks move from two to three on 8 March 2026, and from two to one on 1 November.
    const times = ['2026-03-08T06:59:59Z', '2026-03-08T07:00:00Z', '2026-03-08T07:30:00Z'];
    expect(await Promise.all(times.map(answerAt))).toEqual(['closed', 'rung', 'closed']);
    const back = ['2026-11-01T05:45:00Z', '2026-11-01T06:45:00Z', '2026-11-01T07:45:00Z'];
    expect(await Promise.all(back.map(answerAt))).toEqual(['closed', 'closed', 'rung']);
  });

  it('never rings one of our own numbers, which would loop', async () => {
    const ring = [{ targets: [{ number: CALLED }] }, { targets: [{ number: SECOND }] }];
    const alone = await gateway(carrier, { ring: ring.slice(0, 1), timeoutSeconds: 20 });
    const { exchanges } = await alone.play();
    expect(exchanges[0]?.body).toContain('not in service');
    const others = await gateway(carrier, {}, { numbers: [FIRST] });
    expect((await others.play()).exchanges[0]?.body).toContain('not in service');
  });

  it('gets the same document for a repeated webhook', async () => {
    const { play, saved } = await gateway(carrier);
    const { exchanges } = await play({ faults: { retry: true } });
    const documents = exchanges.filter(({ what }) => what === 'voice').map(({ body }) => body);
    expect(documents).toHaveLength(2);
    expect(documents[0]).toBe(documents[1]);
    expect([...saved.values()].filter(({ type }) => type === 'received')).toHaveLength(1);
  });

  it('is refused with a bad signature, which is counted and not recorded', async () => {
    const { play, saved, forgeries } = await gateway(carrier);
    const { exchanges } = await play({ faults: { badSignature: true } });
    expect(exchanges.map(({ status }) => status)).toEqual([403]);
    expect(JSON.parse(exchanges[0]?.body ?? '')).toMatchObject({ code: 'signature_invalid' });
    expect(saved.size).toBe(0);
    expect(await forgeries()).toBe(1);
  });

  it('gets an apology in the carrier’s language when the gateway fails', async () => {
    const incomingCall = vi.fn(() => {
      throw new Error('a fault of ours');
    });
    const { play } = await gateway(carrier, {}, { adapter: { incomingCall } });
    const { exchanges } = await play();
    expect(exchanges[0]).toMatchObject({ what: 'voice', status: 200 });
    expect(
      exchanges.filter(({ what }) => what === 'dial'),
      'it leads nowhere',
    ).toEqual([]);
    expect(exchanges[0]?.body).toContain('not in service');
  });
});

describe('a caller without a number', () => {
  it.each<[Carrier, string, string]>([
    ['twilio', 'anonymous', 'anonymous'],
    ['twilio', '+266696687', '+266696687'],
    ['plivo', 'unknown', 'unknown'],
    ['plivo', '266696687', '+266696687'],
    ['vonage', 'unknown', 'unknown'],
    ['bandwidth', 'Restricted', 'Restricted'],
  ])('%s: %s', async (carrier, from, saved) => {
    const { play, call } = await gateway(carrier);
    await play({ from });
    expect(call()).toMatchObject({ from: saved, outcome: 'answered' });
  });
});

describe('behind a proxy, with no public URL configured', () => {
  const forwarded = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'Calls.Other.com' };

  async function ask(trustProxy: string | false, isPublicUrlSet = false) {
    const { localUrl } = await gateway('twilio', {}, { trustProxy, isPublicUrlSet });
    const url = 'https://Calls.Other.com/v1/carriers/twilio/voice';
    const fields = { CallSid: 'CA1', From: CALLER, To: CALLED };
    const body = String(new URLSearchParams(fields));
    const outgoing = { what: 'voice', method: 'POST', url, fields, contentType: '', body } as const;
    const response = await fetch(`${localUrl}/v1/carriers/twilio/voice`, {
      method: 'POST',
      headers: {
        ...forwarded,
        ...(await SIMULATED.twilio.sign(outgoing, 'token', new Date())),
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  }

  it('a trusted proxy states the URL that was called', async () => {
    const { status, text } = await ask('loopback');
    expect(status).toBe(200);
    expect(text).toContain('action="https://Calls.Other.com/v1/carriers/twilio/dial');
  });

  it('an untrusted proxy does not, and no proxy does when the public URL is configured', async () => {
    expect((await ask(false)).status).toBe(403);
    expect((await ask('10.0.0.0/8')).status).toBe(403);
    expect((await ask('loopback', true)).status).toBe(403);
  });
});
