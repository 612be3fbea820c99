import { describe, expect, it } from 'vitest';
import type { Backups, SystemState } from '../../../../../tools/client/operations.ts';
import { conditionsOf } from './conditions.ts';

const AT = '2026-06-01T12:00:00.000Z';
const redis = {
  ...{ version: '7.2.0', persistence: 'append-only file', persistenceFault: null },
  ...{ evictionPolicy: 'noeviction', usedBytes: 90, maxBytes: 100 },
};
const state = { at: AT, publicUrl: 'https://calls.example.com', freeBytes: 2_000_000_000, redis };
const last = { startedAt: AT, endedAt: '2026-05-31T18:00:00.000Z', failure: null };
const backups = { folder: '/mnt/backups', everyHours: 6, last };

/** Returns the conditions that are not fine, each with its level and codes. */
function found(change: object, ofBackups: object = {}, skewMs = 5000) {
  return conditionsOf(
    { ...state, ...change } as SystemState,
    { ...backups, ...ofBackups } as Backups,
    Date.parse(AT) + skewMs,
  )
    .filter(({ level }) => level !== 'ok')
    .map(({ of, level, codes }) => `${of} ${level} ${codes}`);
}

describe('the conditions of the installation', () => {
  it('are fine at their limits', () => {
    expect(found({})).toEqual([]);
    expect(found({ redis: { ...redis, usedBytes: 900, maxBytes: 0 } })).toEqual([]);
  });

  it.each([
    [{ publicUrl: null }, 'publicUrl warning public_url_unset'],
    [{ publicUrl: 'http://calls.example.com' }, 'publicUrl fault public_url_http'],
    [{ freeBytes: 1_999_999_999 }, 'disk warning disk_low'],
    [{ freeBytes: 199_999_999 }, 'disk fault disk_full'],
    [{ redis: { ...redis, persistence: 'none' } }, 'redis fault redis_not_saved'],
    [{ redis: { ...redis, persistence: 'snapshots' } }, 'redis warning redis_snapshots'],
    [
      { redis: { ...redis, persistenceFault: 'err', evictionPolicy: 'allkeys-lru' } },
      'redis fault redis_disk,redis_eviction',
    ],
    [{ redis: { ...redis, usedBytes: 91 } }, 'memory fault redis_full'],
  ])('name a fault: %j', (change, finding) => {
    expect(found(change)).toEqual([finding]);
  });

  it('name a clock that is more than five seconds off', () => {
    expect(found({}, {}, 5001)).toEqual(['clock warning clock_differs']);
    expect(found({}, {}, -5001)).toEqual(['clock warning clock_differs']);
  });

  it.each([
    [{ folder: null }, 'backups warning backups_off'],
    [{ last: null }, 'backups warning backup_none'],
    [{ last: { ...last, failure: 'The disk is full.' } }, 'backups fault backup_failed'],
    [{ last: { ...last, endedAt: '2026-05-31T17:59:59.999Z' } }, 'backups fault backup_old'],
  ])('name back-ups that are missing: %j', (change, finding) => {
    expect(found({}, change)).toEqual([finding]);
  });

  it('leave out those that are not known', () => {
    const shown = conditionsOf(
      { ...state, redis: null } as unknown as SystemState,
      undefined,
      Date.parse(AT),
    );
    expect(shown.map(({ of }) => of)).toEqual(['publicUrl', 'store', 'disk', 'clock']);
  });
});
