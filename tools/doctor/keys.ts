import { exampleSecrets } from '../../config/example-secrets.ts';
import type { ApiKey, Backups } from '../client/operations.ts';
import { counted } from '../setup/show.ts';
import { type Finding, orOk, reportOf } from './finding.ts';
import { isLoopback } from './public-url.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/** Returns the findings on the keys: those that end, and the one of this command. */
export function keyFindings(
  keys: readonly ApiKey[],
  { url, key }: { url: string; key: string },
  now: number,
): Finding[] {
  const { ok, warning, fault } = reportOf('keys');
  const { protocol, hostname } = new URL(url);
  const findings = keys.flatMap(({ id, name, expiresAt }): Finding[] => {
    const leftMs = expiresAt === null ? Infinity : Date.parse(expiresAt) - now;
    if (leftMs <= 0)
      return [warning('key_expired', `The key ${name} (${id}) has ended. Replace or remove it.`)];
    if (leftMs > SOON_DAYS * DAY_MS) return [];
    return [warning('key_expires', `The key ${name} (${id}) ends at ${expiresAt}. Replace it before.`)];
  });
  if (protocol === 'http:' && !isLoopback(hostname))
    findings.push(fault('key_over_http', `This command sends its key unencrypted to ${url}. Use https.`));
  if (exampleSecrets({ RINGTRAIL_ADMIN_KEY: key }).length > 0)
    findings.push(
      fault('default_secret', 'The admin key is the one of the documentation. Set RINGTRAIL_ADMIN_KEY.'),
    );
  return orOk(findings, ok(`${counted(keys.length, 'key')}. None has ended.`));
}

/** A back-up that is older than this many intervals was missed. */
const MAX_INTERVALS = 3;

/** Returns the finding on the back-ups that are made by schedule. */
export function backupFinding({ folder, everyHours, last }: Backups, now: number): Finding {
  const { ok, warning, fault } = reportOf('backups');
  if (folder === null)
    return warning('backups_off', 'No back-ups are made. Set BACKUP_TO to a folder on another disk.');
  if (last === null) return warning('backup_none', `There is no back-up in ${folder} yet.`);
  if (last.failure !== null) return fault('backup_failed', `The last back-up failed: ${last.failure}`);
  const ageHours = (now - Date.parse(last.endedAt)) / 3_600_000;
  return ageHours > MAX_INTERVALS * (everyHours ?? 24)
    ? fault('backup_old', `The last back-up is of ${last.endedAt}. See the log of the worker.`)
    : ok(`The last back-up is of ${last.endedAt}.`);
}
