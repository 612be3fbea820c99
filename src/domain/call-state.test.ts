import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallEvent, CallReceived, DialEnded, LegProgress } from './call.ts';
import { callFrom, callId } from './call-state.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 1, 12) + seconds * 1000);
const base = { carrier: 'twilio' as const, carrierCallId: 'CA1' };

const received: CallReceived = {
  ...base,
  type: 'received',
  name: 'received',
  at: at(0),
  from: '+12125550100',
  to: '+12025550101',
  resolution: {
    kind: 'live',
    provider: 'prov_1',
    pool: 'pool_1',
    endpoint: 'end_1',
    site: 'site_1',
    link: 'lnk_1',
    keyedBy: 'session',
    key: 's1',
  },
};
const leg = (
  name: string,
  seconds: number,
  status: LegProgress['status'],
  more: Partial<LegProgress> = {},
): LegProgress => ({
  ...base,
  type: 'progress',
  name,
  at: at(seconds),
  leg: 'endpoint',
  status,
  outcome: null,
  durationSeconds: null,
  ...more,
});
const dialled: DialEnded = {
  ...base,
  type: 'dialled',
  name: 'dialled CA2',
  at: at(47),
  outcome: 'answered',
  talkSeconds: 42,
};
const whole: CallEvent[] = [
  received,
  leg('initiated', 0, 'initiated'),
  leg('ringing', 1, 'ringing'),
  leg('answered', 5, 'answered'),
  leg('completed', 47, 'ended', { outcome: 'answered', durationSeconds: 42 }),
  dialled,
  leg('caller', 48, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 47 }),
];

describe('a call', () => {
  it('has the parties, times and outcome that its events state', () => {
    expect(callFrom(whole)).toEqual({
      id: callId('twilio', 'CA1'),
      ...base,
      from: received.from,
      to: received.to,
      at: at(0),
      state: 'ended',
      outcome: 'answered',
      ringSeconds: 5,
      talkSeconds: 42,
      answeredBy: null,
      recording: null,
      attestation: null,
      forwardedFrom: null,
      account: null,
      reconciled: false,
      resolution: 'live',
      endpoint: 'end_1',
      site: 'site_1',
      provider: 'prov_1',
      pool: 'pool_1',
      link: 'lnk_1',
      keyedBy: 'session',
      key: 's1',
      eventCount: 7,
    });
  });

  it('names the request that reported it, where the event does', () => {
    expect(callFrom([{ ...received, requestId: 'req-1' }, dialled]).requestId).toBe('req-1');
    expect(callFrom(whole)).not.toHaveProperty('requestId');
  });

  it('is the same for every order of its events', () => {
    const some = fc.shuffledSubarray(whole, { minLength: 1 });
    fc.assert(
      fc.property(some, fc.nat(), (events, seed) => {
        const ordered = whole.filter((event) => events.includes(event));
        const turned = events.toSorted((a, b) => ((a.name.length * seed) % 7) - ((b.name.length * seed) % 7));
        expect(callFrom(events)).toEqual(callFrom(ordered));
        expect(callFrom(turned)).toEqual(callFrom(ordered));
      }),
    );
  });

  it('differs when an event differs', () => {
    expect(callFrom([...whole.slice(0, 5), { ...dialled, talkSeconds: 41 }]).talkSeconds).toBe(41);
    expect(callFrom(whole.slice(1)).to).toBeNull();
  });

  it('takes its outcome from the dial, because the caller’s leg is completed in any case', () => {
    const completed = leg('caller', 40, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 40 });
    const missed: DialEnded = { ...dialled, outcome: 'missed', talkSeconds: 0 };
    expect(callFrom([received, completed])).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
    expect(callFrom([received, missed, completed])).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
    expect(callFrom([received, dialled, completed])).toMatchObject({ outcome: 'answered', talkSeconds: 42 });
  });

  it('takes its outcome from the endpoint’s leg when the dial’s event is missing', () => {
    expect(callFrom(whole.filter(({ type }) => type !== 'dialled'))).toMatchObject({
      outcome: 'answered',
      talkSeconds: 42,
    });
  });

  it('has no outcome while no event states its end', () => {
    const open = callFrom(whole.slice(0, 4));
    expect(open).toMatchObject({ outcome: null, talkSeconds: null, ringSeconds: null });
  });

  it('counts the ringing of an unanswered call until the ringing ended', () => {
    const events = [
      received,
      leg('ringing', 1, 'ringing'),
      leg('no-answer', 31, 'ended', { outcome: 'missed' }),
      { ...dialled, outcome: 'missed' as const, talkSeconds: 0 },
    ];
    expect(callFrom(events)).toMatchObject({ outcome: 'missed', ringSeconds: 30, talkSeconds: 0 });
  });

  it('has the account, forwarding number and attestation of the first webhook', () => {
    const more = { account: 'AC1', forwardedFrom: '+12125550123', attestation: 'B' as const };
    expect(callFrom([{ ...received, ...more }])).toMatchObject({ ...more, state: 'ringing' });
  });

  it('has one id in every process, and another id than any other call', () => {
    expect(callId('twilio', 'CA1')).toBe(callFrom([dialled]).id);
    expect(callId('twilio', 'CA1')).not.toBe(callId('twilio', 'CA2'));
  });
});

describe('a call with several stages', () => {
  const first = '+12025550201';
  const second = '+12025550202';
  const routed = (to: 'blocked' | 'voicemail' | 'message' | 'announced', seconds: number): CallEvent => ({
    ...base,
    type: 'routed',
    name: `routed ${to}`,
    at: at(seconds),
    to,
  });
  const gaveUp = { outcome: 'missed' as const, talkSeconds: 0 };
  const failover: CallEvent[] = [
    received,
    leg('ringing 1', 1, 'ringing', { target: first }),
    leg('no-answer 1', 21, 'ended', { target: first, outcome: 'missed' }),
    { ...dialled, ...gaveUp, name: 'dialled 1', at: at(21), target: first, goesOn: true },
    leg('ringing 2', 22, 'ringing', { target: second }),
    leg('answered 2', 30, 'answered', { target: second }),
    leg('completed 2', 60, 'ended', { target: second, outcome: 'answered', durationSeconds: 30 }),
    { ...dialled, name: 'dialled 2', at: at(60), target: second, talkSeconds: 30, goesOn: false },
    leg('caller', 60, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 60 }),
    {
      ...base,
      type: 'recorded',
      name: 'recorded RE1',
      at: at(70),
      url: 'https://api.carrier.example/RE1',
      seconds: 30,
      of: 'call',
    },
  ];
  const voicemail: CallEvent[] = [
    ...failover.slice(0, 4),
    routed('voicemail', 21),
    routed('message', 50),
    {
      ...base,
      type: 'recorded',
      name: 'recorded RE2',
      at: at(55),
      url: 'https://api.carrier.example/RE2',
      seconds: 25,
      of: 'voicemail',
    },
    leg('caller', 51, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 51 }),
  ];
  const { from, to, resolution } = received;
  /** The events of a carrier's own list, without any webhook. */
  const reconciled: CallEvent[] = [
    { ...base, type: 'listed', name: 'listed', at: at(0), from, to, resolution, account: 'AC1' },
    leg('leg 1 listed', 20, 'ended', { target: first, outcome: 'missed', durationSeconds: 0 }),
    leg('leg 2 listed', 60, 'ended', { target: second, outcome: 'answered', durationSeconds: 30 }),
    leg('caller listed', 60, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 60 }),
  ];
  const lives = { whole, failover, voicemail, reconciled, reportedTwice: [...failover, ...reconciled] };

  it.each(Object.entries(lives))('%s: any permutation with repeats gives the same state', (_, life) => {
    const anyRepeats = fc.array(fc.constantFrom(...life), { maxLength: 12 });
    const all = fc.shuffledSubarray(life, { minLength: life.length });
    fc.assert(
      fc.property(all, anyRepeats, (order, repeats) => {
        // The store saves one event of each name.
        const saved = [...new Map([...order, ...repeats].map((event) => [event.name, event])).values()];
        expect(callFrom(saved)).toEqual(callFrom(life));
      }),
    );
  });

  it('ends with the answer of the second dial, not with the first missed dial', () => {
    expect(callFrom(failover.slice(0, 4))).toMatchObject({ outcome: null, state: 'ringing' });
    expect(callFrom(failover.slice(0, 6))).toMatchObject({ outcome: null, state: 'talking' });
    expect(callFrom(failover)).toMatchObject({
      outcome: 'answered',
      answeredBy: second,
      ringSeconds: 29,
      talkSeconds: 30,
      recording: { url: 'https://api.carrier.example/RE1', seconds: 30 },
    });
  });

  it.each(failover.map(({ name }) => name))('is answered although the carrier never reported %s', (lost) => {
    expect(callFrom(failover.filter(({ name }) => name !== lost))).toMatchObject({
      outcome: 'answered',
      talkSeconds: 30,
      answeredBy: second,
    });
  });

  it('is as the carrier lists it without webhooks, and as the webhooks report it with them', () => {
    const was = { outcome: 'answered', talkSeconds: 30, answeredBy: second, from, to, at: at(0) };
    expect(callFrom(reconciled)).toMatchObject({
      ...was,
      reconciled: true,
      account: 'AC1',
      ringSeconds: null,
    });
    expect(callFrom(lives.reportedTwice)).toMatchObject({ ...was, reconciled: true, ringSeconds: 29 });
    expect(callFrom(failover)).toMatchObject({ ...was, reconciled: false });
    const missed = reconciled.filter(({ name }) => name !== 'leg 2 listed');
    expect(callFrom(missed), 'the caller’s leg is completed in any case').toMatchObject({
      outcome: 'missed',
    });
  });

  it('is a voicemail with a message, also when only its recording was reported', () => {
    const message = { outcome: 'voicemail', talkSeconds: 0, recording: { seconds: 25 } };
    expect(callFrom(voicemail)).toMatchObject(message);
    expect(callFrom(voicemail.filter(({ name }) => !name.startsWith('routed')))).toMatchObject(message);
  });

  it('is missed when the caller left no message', () => {
    const events = [...voicemail.slice(0, 5), ...voicemail.slice(-1)];
    expect(callFrom(events.slice(0, 5))).toMatchObject({ outcome: null, state: 'voicemail' });
    expect(callFrom(events)).toMatchObject({ outcome: 'missed', recording: null });
  });

  it('is blocked, however the carrier reports the refusal', () => {
    const refused = leg('caller', 1, 'ended', { leg: 'caller', outcome: 'missed' });
    expect(callFrom([received, routed('blocked', 0), refused])).toMatchObject({ outcome: 'blocked' });
  });

  it('is missed when a machine picked up and pressed no key', () => {
    const machine = [
      received,
      leg('answered 1', 5, 'answered', { target: first }),
      leg('completed 1', 15, 'ended', { target: first, outcome: 'answered', durationSeconds: 10 }),
      { ...dialled, ...gaveUp, target: first },
      leg('caller', 16, 'ended', { leg: 'caller', outcome: 'answered' }),
    ];
    expect(callFrom(machine)).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
  });

  it('gets an outcome from its known events when it is closed', () => {
    const closed: CallEvent = { ...base, type: 'closed', name: 'closed', at: at(9999) };
    expect(callFrom([received, closed])).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
    expect(callFrom([...failover.slice(0, 6), closed])).toMatchObject({
      outcome: 'answered',
      talkSeconds: null,
      answeredBy: second,
    });
    expect(callFrom([...failover, closed])).toEqual({ ...callFrom(failover), eventCount: 11 });
  });
});
