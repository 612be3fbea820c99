import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { draftName } from './backup.ts';

const NAME = /^ringtrail-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.gz$/;

/** A back-up in the folder. `at` is ISO 8601: the time at which it was begun. */
export type StoredBackup = { name: string; at: string; bytes: number };

/** Returns the name of a back-up that begins now. */
export function backupName(now: Date): string {
  return `ringtrail-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}.tar.gz`;
}

/** Lists the back-ups of the folder, the newest first. Files with other names are not ours. */
export async function listBackups(folder: string): Promise<StoredBackup[]> {
  const found: StoredBackup[] = [];
  for (const name of (await readdir(folder)).filter((one) => NAME.test(one)))
    found.push({ name, at: timeOf(name), bytes: (await stat(join(folder, name))).size });
  return found.toSorted((a, b) => b.at.localeCompare(a.at));
}

/** Makes the folder, and removes what a killed process has left there. Only one process at a time makes a back-up. */
export async function prepareFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(folder)) {
    const name = /^\.(ringtrail-.*)\.partial$/.exec(entry)?.[1];
    if (name && NAME.test(name)) await rm(join(folder, draftName(name)), { recursive: true, force: true });
  }
}

/** Removes all but the newest back-ups. */
export async function removeOld(folder: string, keep: number): Promise<void> {
  for (const { name } of (await listBackups(folder)).slice(keep))
    await rm(join(folder, name), { force: true });
}

function timeOf(name: string): string {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}
