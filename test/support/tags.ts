import { ensureBuild } from './build.ts';

/** Returns the folder of the bundled tags as they are now. */
export async function tagFolder(): Promise<URL> {
  await ensureBuild();
  return new URL('../../dist/tags/', import.meta.url);
}
