import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Bundles the tags as they are now, for as long as `use` works with the folder in which they lie. */
export async function withTags<T>(use: (folder: URL) => T): Promise<T> {
  const script = new URL('../../scripts/build-tags.mjs', import.meta.url).href;
  const { buildTags } = (await import(script)) as { buildTags(outDir: string): Promise<void> };
  const folder = mkdtempSync(join(tmpdir(), 'ringtrail-tags-'));
  try {
    await buildTags(folder);
    return use(pathToFileURL(`${folder}/`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
