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
  it('is what its events add up to', () => {
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

  it('is the same in whatever order any of its events come', () => {
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

  it('is another with another event: the order is not all that the former test could tell', () => {
    expect(callFrom([...whole.slice(0, 5), { ...dialled, talkSeconds: 41 }]).talkSeconds).toBe(41);
    expect(callFrom(whole.slice(1)).to).toBeNull();
  });

  it('takes answered or missed from the dial, not from the caller’s leg, which is completed either way', () => {
    const completed = leg('caller', 40, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 40 });
    const missed: DialEnded = { ...dialled, outcome: 'missed', talkSeconds: 0 };
    expect(callFrom([received, completed])).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
    expect(callFrom([received, missed, completed])).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
    expect(callFrom([received, dialled, completed])).toMatchObject({ outcome: 'answered', talkSeconds: 42 });
  });

  it('does without the dial’s outcome when the endpoint’s leg tells its end', () => {
    expect(callFrom(whole.filter(({ type }) => type !== 'dialled'))).toMatchObject({
      outcome: 'answered',
      talkSeconds: 42,
    });
  });

  it('goes on while no end is known', () => {
    const going = callFrom(whole.slice(0, 4));
    expect(going).toMatchObject({ outcome: null, talkSeconds: null, ringSeconds: null });
  });

  it('counts the ringing of a call that nobody picked up until it was given up', () => {
    const events = [
      received,
      leg('ringing', 1, 'ringing'),
      leg('no-answer', 31, 'ended', { outcome: 'missed' }),
      { ...dialled, outcome: 'missed' as const, talkSeconds: 0 },
    ];
    expect(callFrom(events)).toMatchObject({ outcome: 'missed', ringSeconds: 30, talkSeconds: 0 });
  });

  it('tells what the first webhook said of the caller', () => {
    const more = { account: 'AC1', forwardedFrom: '+12125550123', attestation: 'B' as const };
    expect(callFrom([{ ...received, ...more }])).toMatchObject({ ...more, state: 'ringing' });
  });

  it('has one identifier, whoever hears of it first, and no other call’s', () => {
    expect(callId('twilio', 'CA1')).toBe(callFrom([dialled]).id);
    expect(callId('twilio', 'CA1')).not.toBe(callId('twilio', 'CA2'));
  });
});

describe('a call that the plan leads on', () => {
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
  /** As a carrier's own list tells it, where no webhook came. */
  const reconciled: CallEvent[] = [
    { ...base, type: 'listed', name: 'listed', at: at(0), from, to, resolution, account: 'AC1' },
    leg('leg 1 listed', 20, 'ended', { target: first, outcome: 'missed', durationSeconds: 0 }),
    leg('leg 2 listed', 60, 'ended', { target: second, outcome: 'answered', durationSeconds: 30 }),
    leg('caller listed', 60, 'ended', { leg: 'caller', outcome: 'answered', durationSeconds: 60 }),
  ];
  const lives = { whole, failover, voicemail, reconciled, told: [...failover, ...reconciled] };

  it.each(Object.entries(lives))('%s: any permutation with repeats gives the same state', (_, life) => {
    const told = fc.array(fc.constantFrom(...life), { maxLength: 12 });
    const all = fc.shuffledSubarray(life, { minLength: life.length });
    fc.assert(
      fc.property(all, told, (order, repeats) => {
        // The store keeps the first of each name, as it came in.
        const kept = [...new Map([...order, ...repeats].map((event) => [event.name, event])).values()];
        expect(callFrom(kept)).toEqual(callFrom(life));
      }),
    );
  });

  it('is over when the second answered, not when the first did not', () => {
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

  it.each(failover.map(({ name }) => name))('was answered though the carrier never told %s', (lost) => {
    expect(callFrom(failover.filter(({ name }) => name !== lost))).toMatchObject({
      outcome: 'answered',
      talkSeconds: 30,
      answeredBy: second,
    });
  });

  it('is as the carrier lists it where no webhook came, and as webhooks tell it where they did', () => {
    const was = { outcome: 'answered', talkSeconds: 30, answeredBy: second, from, to, at: at(0) };
    expect(callFrom(reconciled)).toMatchObject({
      ...was,
      reconciled: true,
      account: 'AC1',
      ringSeconds: null,
    });
    expect(callFrom(lives.told)).toMatchObject({ ...was, reconciled: true, ringSeconds: 29 });
    expect(callFrom(failover)).toMatchObject({ ...was, reconciled: false });
    const missed = reconciled.filter(({ name }) => name !== 'leg 2 listed');
    expect(callFrom(missed), 'the caller’s leg is completed either way').toMatchObject({ outcome: 'missed' });
  });

  it('ended with a message, also where only the recording tells of it', () => {
    const message = { outcome: 'voicemail', talkSeconds: 0, recording: { seconds: 25 } };
    expect(callFrom(voicemail)).toMatchObject(message);
    expect(callFrom(voicemail.filter(({ name }) => !name.startsWith('routed')))).toMatchObject(message);
  });

  it('was missed when the caller left no message', () => {
    const events = [...voicemail.slice(0, 5), ...voicemail.slice(-1)];
    expect(callFrom(events.slice(0, 5))).toMatchObject({ outcome: null, state: 'voicemail' });
    expect(callFrom(events)).toMatchObject({ outcome: 'missed', recording: null });
  });

  it('was blocked, whatever the carrier makes of the refusal', () => {
    const refused = leg('caller', 1, 'ended', { leg: 'caller', outcome: 'missed' });
    expect(callFrom([received, routed('blocked', 0), refused])).toMatchObject({ outcome: 'blocked' });
  });

  it('was missed when a machine picked up and pressed no key, says the dial', () => {
    const machine = [
      received,
      leg('answered 1', 5, 'answered', { target: first }),
      leg('completed 1', 15, 'ended', { target: first, outcome: 'answered', durationSeconds: 10 }),
      { ...dialled, ...gaveUp, target: first },
      leg('caller', 16, 'ended', { leg: 'caller', outcome: 'answered' }),
    ];
    expect(callFrom(machine)).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
  });

  it('is closed when nothing more comes, by what was known of it', () => {
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
