import type { Backups, SystemState } from '../../../../../tools/client/operations.ts';

/** A fact of the installation that may need a person. `null`: it is fine. The codes are those of `ringtrail doctor`. */
export type Condition = {
  of: 'publicUrl' | 'store' | 'disk' | 'redis' | 'memory' | 'clock' | 'backups';
  level: 'ok' | 'warning' | 'fault';
  codes: Code[];
};
export type Code =
  | 'public_url_unset'
  | 'public_url_http'
  | 'disk_low'
  | 'disk_full'
  | 'redis_not_saved'
  | 'redis_snapshots'
  | 'redis_disk'
  | 'redis_eviction'
  | 'redis_full'
  | 'clock_differs'
  | 'backups_off'
  | 'backup_none'
  | 'backup_failed'
  | 'backup_old';

const WARNINGS: readonly Code[] = [
  ...(['public_url_unset', 'disk_low', 'redis_snapshots', 'clock_differs'] as const),
  ...(['backups_off', 'backup_none'] as const),
];

// The limits are those of `ringtrail doctor`.
const FULL_BYTES = 200_000_000;
const LOW_BYTES = 2_000_000_000;
const FULL_SHARE = 0.9;
const MAX_SKEW_MS = 5000;
const MAX_INTERVALS = 3;
const HOUR_MS = 3_600_000;

/** @param arrivedAt the time by the reader's clock at which the state arrived, in milliseconds */
export function conditionsOf(
  state: SystemState,
  backups: Backups | undefined,
  arrivedAt: number,
): Condition[] {
  const { publicUrl, freeBytes, redis, at } = state;
  return [
    condition('publicUrl', publicUrlCode(publicUrl)),
    condition('store'),
    condition('disk', freeBytes < FULL_BYTES ? 'disk_full' : freeBytes < LOW_BYTES && 'disk_low'),
    ...(redis === null
      ? []
      : [
          condition('redis', ...redisCodes(redis)),
          condition(
            'memory',
            redis.maxBytes > 0 && redis.usedBytes > redis.maxBytes * FULL_SHARE && 'redis_full',
          ),
        ]),
    condition('clock', Math.abs(Date.parse(at) - arrivedAt) > MAX_SKEW_MS && 'clock_differs'),
    ...(backups ? [condition('backups', backupCode(backups, Date.parse(at)))] : []),
  ];
}

function condition(of: Condition['of'], ...found: (Code | false)[]): Condition {
  const codes = found.filter((code) => code !== false);
  const level = codes.some((code) => !WARNINGS.includes(code)) ? 'fault' : 'warning';
  return { of, codes, level: codes.length === 0 ? 'ok' : level };
}

function publicUrlCode(url: string | null): Code | false {
  if (url === null) return 'public_url_unset';
  const { protocol, hostname } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return protocol !== 'https:' && !isLocal && 'public_url_http';
}

function redisCodes(redis: NonNullable<SystemState['redis']>): (Code | false)[] {
  const { persistence, persistenceFault, evictionPolicy } = redis;
  return [
    persistence === 'none' ? 'redis_not_saved' : persistence === 'snapshots' && 'redis_snapshots',
    persistenceFault !== null && 'redis_disk',
    evictionPolicy !== 'noeviction' && 'redis_eviction',
  ];
}

function backupCode({ folder, everyHours, last }: Backups, now: number): Code | false {
  if (folder === null) return 'backups_off';
  if (last === null) return 'backup_none';
  if (last.failure !== null) return 'backup_failed';
  return now - Date.parse(last.endedAt) > MAX_INTERVALS * (everyHours ?? 24) * HOUR_MS && 'backup_old';
}
