import { describe, expect, it } from 'vitest';
import { type PoolLink, poolUse } from './pool-use.ts';

const minute = (minutes: number) => new Date(minutes * 60_000);
const HOUR = 3_600_000;

function link(from: number, to: number | null, more: Partial<PoolLink> = {}): PoolLink {
  return {
    ...{ keyedBy: 'session', startedAt: minute(from), endedAt: to === null ? null : minute(to) },
    ...{ activeSessions: 1, threshold: 8, ...more },
  };
}

describe('the use of a pool', () => {
  it('has the most numbers that were linked at one time of each slot, and the starts', () => {
    const links = [
      link(-30, 10),
      link(5, 70, { activeSessions: 2 }),
      link(10, 20, { keyedBy: 'bucket', activeSessions: 9, threshold: 7 }),
      link(100, null),
    ];
    const slots = poolUse(links, { since: minute(0), until: minute(180), stepMs: HOUR });
    expect(slots).toEqual([
      {
        ...{ at: minute(0), linked: 2, linkedToSessions: 2, linkedToBuckets: 0 },
        ...{ startedForSessions: 1, startedForBuckets: 1, activeSessions: 9, threshold: 7 },
      },
      {
        ...{ at: minute(60), linked: 1, linkedToSessions: 1, linkedToBuckets: 0 },
        ...{ startedForSessions: 1, startedForBuckets: 0, activeSessions: 1, threshold: 8 },
      },
      {
        ...{ at: minute(120), linked: 1, linkedToSessions: 1, linkedToBuckets: 0 },
        ...{ startedForSessions: 0, startedForBuckets: 0, activeSessions: null, threshold: null },
      },
    ]);
  });

  it('counts a number once that goes from one visitor to the next at one time', () => {
    const [slot] = poolUse([link(0, 10), link(10, 20)], {
      since: minute(0),
      until: minute(60),
      stepMs: HOUR,
    });
    expect(slot).toMatchObject({ linked: 1, startedForSessions: 2 });
  });

  it('ends at `until`, within its last slot', () => {
    const slots = poolUse([link(70, null)], { since: minute(0), until: minute(65), stepMs: HOUR });
    expect(slots.map(({ linked }) => linked)).toEqual([0, 0]);
  });
});
