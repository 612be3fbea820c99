import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../domain/call.ts';
import { eventsOf, jobId, toJob } from './jobs.ts';

const received: CallEvent = {
  type: 'received',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  name: 'received',
  at: new Date('2026-03-01T12:00:00.123Z'),
  from: '+12125550177',
  to: '+12025550100',
  resolution: null,
  requestId: 'req-1',
};

/** Jobs as Ringtrail 0.1.0 left them in the queue. */
const OLD_JOBS: [string, object, Partial<CallEvent>[]][] = [
  [
    'a received call without account and attestation',
    {
      v: 1,
      event: {
        ...{ type: 'received', carrier: 'twilio', carrierCallId: 'CA1', name: 'received' },
        ...{ from: '+12125550177', to: '+12025550100', resolution: null, at: '2026-03-01T12:00:00.000Z' },
      },
    },
    [{ type: 'received', at: new Date('2026-03-01T12:00:00Z'), from: '+12125550177' }],
  ],
  [
    'several events of one moment',
    {
      v: 2,
      events: [
        {
          ...{
            type: 'progress',
            carrier: 'telnyx',
            carrierCallId: 'v3:1',
            name: 'progress v3:2 0 initiated',
          },
          ...{ at: '2026-03-01T12:00:00.000Z', leg: 'endpoint', status: 'initiated', outcome: null },
          ...{ durationSeconds: null, target: '+12025550199', sequence: 0 },
        },
        {
          ...{ type: 'dialled', carrier: 'plivo', carrierCallId: 'p1', name: 'dialled x 0' },
          ...{
            at: '2026-03-01T12:00:01.000Z',
            outcome: 'answered',
            talkSeconds: 42,
            goesOn: false,
            target: null,
          },
        },
        {
          ...{ type: 'recorded', carrier: 'vonage', carrierCallId: 'u1', name: 'recorded r', of: null },
          ...{ at: '2026-03-01T12:00:02.000Z', url: 'https://r.example/1', seconds: null },
        },
        {
          ...{ type: 'routed', carrier: 'bandwidth', carrierCallId: 'c1', name: 'routed blocked' },
          ...{ at: '2026-03-01T12:00:03.000Z', to: 'blocked' },
        },
      ],
    },
    [
      { type: 'progress', target: '+12025550199', sequence: 0 },
      { type: 'dialled', talkSeconds: 42, goesOn: false },
      { type: 'recorded', url: 'https://r.example/1' },
      { type: 'routed', to: 'blocked', at: new Date('2026-03-01T12:00:03Z') },
    ],
  ],
];

describe('a job of the call-events queue', () => {
  it('holds an event through JSON and back, with its request id', () => {
    expect(eventsOf(JSON.parse(JSON.stringify(toJob(received))))).toEqual([received]);
  });

  it.each(OLD_JOBS)('of the version before is read: %s', (_what, job, events) => {
    expect(eventsOf(job)).toMatchObject(events);
  });

  it.each<[string, unknown]>([
    ['an unknown version', { v: 3, event: toJob(received).event }],
    ['no event', { v: 2, events: [] }],
    ['an event of an unknown type', { v: 1, event: { ...toJob(received).event, type: 'rung' } }],
    ['a time that is not ISO 8601', { v: 1, event: { ...toJob(received).event, at: 'yesterday' } }],
  ])('is refused with %s', (_what, job) => {
    expect(() => eventsOf(job)).toThrow();
  });

  it('has the same id for a repeat of its event, without colons', () => {
    const job = toJob({ ...received, carrierCallId: 'v3:1' });
    expect(jobId(job)).toBe('twilio v3.1 received');
  });
});
