import type { RedisFacts } from '../client/operations.ts';
import { type Finding, orOk, reportOf } from './finding.ts';

/** From this share of `maxmemory` on, Redis soon refuses writes. */
const FULL_SHARE = 0.9;
const MB = 1_000_000;

/** Returns the findings on a Redis that answers. */
export function redisFindings(facts: RedisFacts): Finding[] {
  const { ok, warning, fault } = reportOf('redis');
  const { version, persistence, persistenceFault, evictionPolicy, usedBytes, maxBytes } = facts;
  const findings: Finding[] = [];
  if (evictionPolicy !== 'noeviction')
    findings.push(
      fault(
        'redis_eviction',
        `Redis may drop jobs and links: maxmemory-policy is ${evictionPolicy}. Set it to noeviction.`,
      ),
    );
  if (persistence === 'none')
    findings.push(
      fault('redis_not_saved', 'A restart of Redis loses queued calls. Set appendonly to yes in redis.conf.'),
    );
  if (persistence === 'snapshots')
    findings.push(
      warning(
        'redis_snapshots',
        'A crash of Redis loses the calls since its last snapshot. Set appendonly to yes in redis.conf.',
      ),
    );
  if (persistenceFault !== null)
    findings.push(
      fault(
        'redis_disk',
        `Redis cannot save: ${persistenceFault}. Free space on its disk, or correct its rights.`,
      ),
    );
  if (maxBytes > 0 && usedBytes > maxBytes * FULL_SHARE)
    findings.push(
      fault(
        'redis_full',
        `Redis uses ${megabytes(usedBytes)} of ${megabytes(maxBytes)}, and then refuses writes. Raise maxmemory.`,
      ),
    );
  return orOk(findings, ok(`Redis ${version}, ${persistence}, ${megabytes(usedBytes)}`));
}

function megabytes(bytes: number): string {
  return `${(bytes / MB).toFixed(1)} MB`;
}
