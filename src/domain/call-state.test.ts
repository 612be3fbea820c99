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
      outcome: 'answered',
      ringSeconds: 5,
      talkSeconds: 42,
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

  it('has one identifier, whoever hears of it first, and no other call’s', () => {
    expect(callId('twilio', 'CA1')).toBe(callFrom([dialled]).id);
    expect(callId('twilio', 'CA1')).not.toBe(callId('twilio', 'CA2'));
  });
});
