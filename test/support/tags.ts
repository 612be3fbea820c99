import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TAGS = ['analytics', 'communication', 'combined'] as const;
export type Tag = (typeof TAGS)[number];

/** The tags' scripts as they are now, with the place for their configuration still in them. */
export async function bundleTags(): Promise<Record<Tag, string>> {
  const script = new URL('../../scripts/build-tags.mjs', import.meta.url).href;
  const { buildTags } = (await import(script)) as { buildTags(outDir: string): Promise<void> };
  const folder = mkdtempSync(join(tmpdir(), 'ringtrail-tags-'));
  try {
    await buildTags(folder);
    return Object.fromEntries(
      TAGS.map((tag) => [tag, readFileSync(join(folder, `${tag}.js`), 'utf8')]),
    ) as Record<Tag, string>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
