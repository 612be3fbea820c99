import type { Finding, Report } from './finding.ts';

const MIN_BYTES = 200_000_000;
const LOW_BYTES = 2_000_000_000;

/** Returns the finding on the free space of the disk with the data folder. */
export function diskFinding(freeBytes: number, { ok, warning, fault }: Report): Finding {
  const free = `${(freeBytes / 1e9).toFixed(1)} GB`;
  const remedy = 'Free space, or move DATA_DIR to a larger disk.';
  if (freeBytes < MIN_BYTES)
    return fault('disk_full', `The disk of the data folder has ${free} left. ${remedy}`);
  return freeBytes < LOW_BYTES
    ? warning('disk_low', `The disk of the data folder has ${free} left. ${remedy}`)
    : ok(`The disk of the data folder has ${free} left.`);
}
