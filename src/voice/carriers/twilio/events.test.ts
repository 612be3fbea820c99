import { describe, expect, it } from 'vitest';
import { dialEnded, progress } from './events.ts';

const now = new Date('2026-03-01T12:00:00Z');

describe('the outcome of a dial', () => {
  const ended = { CallSid: 'CA1', DialCallSid: 'CA2', DialCallStatus: 'completed', DialCallDuration: '42' };

  it.each([
    ['completed', 'answered', 42],
    ['answered', 'answered', 42],
    ['busy', 'missed', 0],
    ['no-answer', 'missed', 0],
    ['canceled', 'missed', 0],
    ['failed', 'failed', 0],
  ])('%s: %s, %i seconds of talk', (DialCallStatus, outcome, talkSeconds) => {
    expect(dialEnded({ ...ended, DialCallStatus }, now)).toMatchObject({
      type: 'dialled',
      carrierCallId: 'CA1',
      at: now,
      outcome,
      talkSeconds,
    });
  });

  it('is missed when the call was picked up but never bridged', () => {
    const unbridged = dialEnded({ ...ended, DialBridged: 'false' }, now);
    expect(unbridged).toMatchObject({ outcome: 'missed', talkSeconds: 0 });
    expect(dialEnded({ ...ended, DialBridged: 'true' }, now)).toMatchObject({ outcome: 'answered' });
  });

  it('is null without a call or with an unknown status', () => {
    expect(dialEnded({ ...ended, CallSid: '' }, now)).toBeNull();
    expect(dialEnded({ ...ended, DialCallStatus: 'dancing' }, now)).toBeNull();
    expect(dialEnded({}, now)).toBeNull();
  });

  it.each(['', 'abc', '-3', 'NaN', 'Infinity'])(
    'has no talk time when the duration is "%s"',
    (DialCallDuration) => {
      expect(dialEnded({ ...ended, DialCallDuration }, now)).toMatchObject({ talkSeconds: null });
    },
  );
});

describe('a status callback', () => {
  const sent = { CallSid: 'CA2', ParentCallSid: 'CA1', CallStatus: 'ringing', SequenceNumber: '1' };

  it('of a placed leg belongs to its parent call, and of a leg without a parent to the caller', () => {
    expect(progress(sent, now)).toMatchObject({ carrierCallId: 'CA1', leg: 'endpoint', status: 'ringing' });
    expect(progress({ ...sent, ParentCallSid: '' }, now)).toMatchObject({
      carrierCallId: 'CA2',
      leg: 'caller',
    });
  });

  it('has the carrier’s time, or ours when that cannot be read', () => {
    const Timestamp = 'Sun, 01 Mar 2026 11:59:00 +0000';
    expect(progress({ ...sent, Timestamp }, now)?.at).toEqual(new Date('2026-03-01T11:59:00Z'));
    expect(progress({ ...sent, Timestamp: 'soon' }, now)?.at).toEqual(now);
    expect(progress(sent, now)?.at).toEqual(now);
  });

  it('has the same name when it is repeated, and another name for another leg, number or status', () => {
    const name = progress(sent, now)?.name;
    expect(progress({ ...sent }, new Date())?.name).toBe(name);
    for (const change of [{ CallSid: 'CA3' }, { SequenceNumber: '2' }, { CallStatus: 'completed' }])
      expect(progress({ ...sent, ...change }, now)?.name).not.toBe(name);
  });

  it('has an outcome only at the end', () => {
    expect(progress({ ...sent, CallStatus: 'in-progress' }, now)).toMatchObject({
      status: 'answered',
      outcome: null,
    });
    expect(progress({ ...sent, CallStatus: 'completed', CallDuration: '9' }, now)).toMatchObject({
      status: 'ended',
      outcome: 'answered',
      durationSeconds: 9,
    });
    expect(progress({ ...sent, CallStatus: 'dancing' }, now)).toBeNull();
    expect(progress({ ...sent, CallSid: '' }, now)).toBeNull();
  });
});
