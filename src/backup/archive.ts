import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';
import { BackupError, FORMAT, MANIFEST, type Manifest, manifestSchema, type Part } from './manifest.ts';

const MAX_MANIFEST_BYTES = 10_000_000;

/** Returns all files below the folder with their sizes and hashes. */
export async function partsOf(folder: string): Promise<Part[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const parts: Part[] = [];
  for (const path of paths.toSorted()) {
    const name = relative(folder, path).split(sep).join('/');
    parts.push({ name, bytes: (await stat(path)).size, sha256: await hashOf(path) });
  }
  return parts;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Writes the manifest and its parts to one compressed file, and syncs it to the disk. */
export async function packArchive(folder: string, manifest: Manifest, to: string): Promise<void> {
  const archive = pack();
  const written = pipeline(archive, createGzip(), createWriteStream(to, { mode: 0o600, flush: true }));
  const fill = async () => {
    archive.entry({ name: MANIFEST, mode: 0o600 }, JSON.stringify(manifest, null, 2));
    for (const { name, bytes } of manifest.parts)
      await pipeline(createReadStream(join(folder, name)), archive.entry({ name, size: bytes, mode: 0o600 }));
    archive.finalize();
  };
  await Promise.all([written, fill().catch((error) => archive.destroy(error))]);
}

/**
 * Unpacks the archive into the folder, and compares each part with the manifest. Rejects with `BackupError` when the file is no
 * back-up, is of a later format, or is damaged.
 */
export async function unpackArchive(from: string, folder: string): Promise<Manifest> {
  const archive = extract();
  const read = pipeline(createReadStream(from), createGunzip(), archive);
  try {
    const [manifest] = await Promise.all([readEntries(archive, folder), read]);
    return manifest;
  } catch (error) {
    read.catch(() => undefined);
    archive.destroy();
    if (error instanceof BackupError || isOfFiles(error)) throw error;
    throw new BackupError(`${from} is not a complete back-up of Ringtrail. Take another one.`, {
      cause: error,
    });
  }
}

type Entry = Readable & { header: { name: string } };

async function readEntries(archive: ReturnType<typeof extract>, folder: string): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const missing = new Map<string, Part>();
  for await (const source of archive) {
    const entry = source as unknown as Entry;
    if (!manifest) {
      manifest = await readManifest(entry);
      for (const part of manifest.parts) missing.set(part.name, part);
      continue;
    }
    const part = missing.get(entry.header.name);
    if (!part) throw new BackupError(`The back-up has a part that its manifest lacks: ${entry.header.name}.`);
    await writePart(entry, part, join(folder, part.name));
    missing.delete(part.name);
  }
  const [first] = missing.keys();
  if (!manifest || first)
    throw new BackupError(`The back-up is not complete: it lacks ${first ?? MANIFEST}.`);
  return manifest;
}

async function readManifest(entry: Entry): Promise<Manifest> {
  if (entry.header.name !== MANIFEST) throw new BackupError('The file is not a back-up of Ringtrail.');
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of entry) {
    bytes += chunk.length;
    if (bytes > MAX_MANIFEST_BYTES) throw new BackupError('The manifest of the back-up is too large.');
    chunks.push(chunk);
  }
  const json = JSON.parse(Buffer.concat(chunks).toString());
  if (json.ringtrail === 'backup' && json.format > FORMAT)
    throw new BackupError(
      `A later version of Ringtrail (${json.version}) made the back-up. Install that version to restore it.`,
    );
  return manifestSchema.parse(json);
}

async function writePart(entry: Entry, part: Part, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha256');
  await pipeline(
    entry,
    async function* (chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }),
  );
  if (hash.digest('hex') !== part.sha256)
    throw new BackupError(`The back-up is damaged: ${part.name} has another SHA-256 than its manifest says.`);
}

/** Says whether the error is one of a file, such as a full disk. Node's errors of broken streams have other codes. */
function isOfFiles(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
