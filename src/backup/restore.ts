import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataDir } from '../infra/data-dir-lock.ts';
import { RESTORING } from '../infra/data-folder.ts';
import type { RedisPlace } from '../infra/redis-address.ts';
import { syncFolder } from '../infra/safe-file.ts';
import { unpackArchive } from './archive.ts';
import { BackupError, type Manifest } from './manifest.ts';
import { restoreRedis } from './restore-redis.ts';

/** Entries of a data folder that a restore leaves alone. */
const NO_DATA = /^(?:ringtrail\.lock(?:-.*)?|lost\+found|replaced-.*)$/;

export type RestoreOptions = {
  from: string;
  /** Absolute. */
  dataDir: string;
  /** null: a private redis-server, with its data in the folder. */
  redis: RedisPlace | null;
  /** Moves the data of the folder aside, into a folder `replaced-…` there. */
  replace: boolean;
  now: () => Date;
  /**
   * Puts the store's files to their place, from the folder that holds them. Rejects when the place holds a store, or when the records are not those
   * of the manifest.
   */
  restoreStore: (folder: string, manifest: Manifest['store']) => Promise<void>;
};

/**
 * Restores a back-up into a data folder. A folder that holds data is refused without `replace`. Everything is unpacked and checked in
 * a folder of its own there, and moved to its place at the end. While that folder exists, no Ringtrail starts on the data folder, and a further
 * restore begins from nothing. So a restore that is interrupted can be repeated.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Manifest> {
  const { from, dataDir, now } = options;
  await access(from);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataDir(dataDir);
  try {
    await clear(dataDir, options.replace ? `replaced-${now().toISOString().replaceAll(/[:.]/g, '')}` : null);
    const draft = join(dataDir, RESTORING);
    await mkdir(draft, { mode: 0o700 });
    await syncFolder(dataDir);
    try {
      const manifest = await unpackArchive(from, draft);
      await putInPlace(options, draft, manifest);
      await rm(draft, { recursive: true });
      await syncFolder(dataDir);
      return manifest;
    } catch (error) {
      // Nothing is there yet that somebody else wrote.
      await removeData(dataDir);
      throw error;
    }
  } finally {
    lock.release();
  }
}

async function putInPlace(
  { dataDir, redis, restoreStore }: RestoreOptions,
  draft: string,
  manifest: Manifest,
): Promise<void> {
  const own = join(draft, 'own');
  await restoreRedis(join(draft, 'redis'), own, manifest, redis);
  await restoreStore(join(draft, 'store'), manifest.store);
  if (redis === null) await rename(join(own, 'redis'), join(dataDir, 'redis'));
  for (const name of await readdir(join(draft, 'data')))
    await rename(join(draft, 'data', name), join(dataDir, name));
}

/** Leaves a folder without data. */
async function clear(dataDir: string, aside: string | null): Promise<void> {
  const entries = await dataOf(dataDir);
  if (entries.includes(RESTORING)) return removeData(dataDir);
  if (entries.length === 0) return;
  if (aside === null)
    throw new BackupError(
      `${dataDir} holds data. Restore into an empty folder, or add --replace, which moves the data aside.`,
    );
  await mkdir(join(dataDir, aside), { mode: 0o700 });
  for (const name of entries) await rename(join(dataDir, name), join(dataDir, aside, name));
}

/** Removes what a restore has made. The mark of the restore goes last. */
async function removeData(dataDir: string): Promise<void> {
  const entries = await dataOf(dataDir);
  for (const name of entries.filter((one) => one !== RESTORING))
    await rm(join(dataDir, name), { recursive: true, force: true });
  await rm(join(dataDir, RESTORING), { recursive: true, force: true });
}

async function dataOf(dataDir: string): Promise<string[]> {
  return (await readdir(dataDir)).filter((name) => !NO_DATA.test(name));
}
