import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Writes the file whole or not at all, on disk before it takes the place of the former one. Only its owner may read it. */
export async function replaceFile(path: string, chunks: AsyncIterable<string>): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      for await (const chunk of chunks) await file.appendFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Puts the names that the folder holds on disk: without it, a new file's bytes may be there and its name not. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
