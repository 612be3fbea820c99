const checkout = new URL('../../', import.meta.url);

/** Returns the folder of the bundled tags as they are now. Builds them only where `dist` is older than the sources. */
export async function tagFolder(): Promise<URL> {
  const script = new URL('scripts/setup/build.mjs', checkout).href;
  const { ensureBuild } = (await import(script)) as { ensureBuild(): Promise<void> };
  await ensureBuild();
  return new URL('dist/tags/', checkout);
}
