import { copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isCluster, type RedisClient } from '../infra/redis-client.ts';
import { dumpRedis } from '../infra/redis-dump.ts';
import { syncFolder } from '../infra/safe-file.ts';
import type { Store } from '../store/port.ts';
import { packArchive, partsOf } from './archive.ts';
import { FORMAT, type Manifest } from './manifest.ts';

/** Files of the data folder that are nowhere else. */
const DATA_FILES = ['secrets.json', 'links'];
const JOURNAL = 'journal';

export type BackupOptions = {
  store: Pick<Store, 'copies' | 'installation'>;
  redis: RedisClient;
  dataDir: string;
  version: string;
  now: () => Date;
};

export type Backup = { path: string; bytes: number; manifest: Manifest };

/** Receives the name of the part of the work that begins. */
export type OnPart = (name: string) => void;

/**
 * Makes a back-up of everything while the processes run: the file `to`, which must not exist. The file has its name only once it is complete.
 *
 * Data moves from the journal to Redis, and from there to the store. The journal is copied first, then Redis' moment is fixed, and the
 * store's within milliseconds after it. So a record that moves meanwhile is in the copy twice, and never missing. Everything after
 * the journal can be repeated: events have names, ledger entries merge, and a worker repeats a job. The journal and the last links are
 * copied again at the end, for events that were written to the journal in between.
 */
export async function makeBackup(
  options: BackupOptions,
  to: string,
  onPart: OnPart = () => undefined,
): Promise<Backup> {
  const draft = join(dirname(to), draftName(basename(to)));
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  try {
    const parts = join(draft, 'parts');
    const manifest = await copyParts(options, parts, onPart);
    onPart('packing');
    const archive = join(draft, 'archive');
    await packArchive(parts, manifest, archive);
    await rename(archive, to);
    await syncFolder(dirname(to));
    return { path: to, bytes: (await stat(to)).size, manifest };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Returns the name of the folder in which a back-up grows. */
export function draftName(name: string): string {
  return `.${name}.partial`;
}

async function copyParts(options: BackupOptions, parts: string, onPart: OnPart): Promise<Manifest> {
  const { store, redis, dataDir, version, now } = options;
  await mkdir(join(parts, 'store'), { recursive: true, mode: 0o700 });
  await mkdir(join(parts, 'redis'), { mode: 0o700 });
  await copyData(dataDir, join(parts, 'data'));
  const copy = await store.copies.open();
  try {
    let isOneMoment = false;
    let at = now();
    onPart("copying Redis' data");
    await dumpRedis(redis, join(parts, 'redis'), async () => {
      isOneMoment = await copy.hold();
      at = now();
    });
    onPart('copying the store');
    const records = await copy.write(join(parts, 'store'));
    await copyData(dataDir, join(parts, 'data'));
    return {
      ...{ ringtrail: 'backup', format: FORMAT, version, at: at.toISOString() },
      installation: await store.installation.id(),
      store: { kind: copy.kind, isOneMoment, records },
      redis: { db: isCluster(redis) ? 0 : (redis.options.db ?? 0) },
      parts: await partsOf(parts),
    };
  } finally {
    await copy.close();
  }
}

/** Copies the data folder's own files that exist. A segment of the journal may end meanwhile: its events are in Redis then. */
async function copyData(dataDir: string, to: string): Promise<void> {
  await mkdir(join(to, JOURNAL), { recursive: true, mode: 0o700 });
  const segments = await readdir(join(dataDir, JOURNAL)).catch(unlessMissing([]));
  const names = [...DATA_FILES, ...segments.map((name) => join(JOURNAL, name))];
  for (const name of names)
    await copyFile(join(dataDir, name), join(to, name)).catch(unlessMissing(undefined));
}

function unlessMissing<T>(fallback: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return fallback;
  };
}
