const script = new URL('../../scripts/setup/build.mjs', import.meta.url).href;

let built: Promise<void> | undefined;

/** Builds `dist` where it is older than the sources. Looks once in each test file. */
export function ensureBuild(): Promise<void> {
  built ??= (import(script) as Promise<{ ensureBuild(): Promise<void> }>).then((setup) =>
    setup.ensureBuild(),
  );
  return built;
}
